// Before the door: who lives there, how to reach them, where this year's record stands. Class stands low on the page.
import { Fragment } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Told, type Household, type Summary } from "../engine/calls";
import { choiceWord, type RawForm } from "../form/tree";
import { lang, t, told } from "../i18n";
import { home, now } from "../state/app";
import { openRecord } from "../state/nav";
import { ageAt, moment, parseDay, shownDay, today } from "../text/dates";
import { grouped } from "../text/money";
import { named } from "../state/values";
import { Icon } from "./icons";
import { Head, Notice, Problem, StateTag, Trouble, goBack } from "./parts";

export function HouseholdCard({ id }: { id: string }) {
  const w = t();
  const [card, setCard] = useState<Household>();
  const [problem, setProblem] = useState("");
  const [form, setForm] = useState<RawForm>();
  const hash = home.value?.form?.hash;
  useEffect(() => {
    if (hash) now().session.run("form", { hash }).then((got) => setForm(got.out.form as RawForm), () => undefined);
  }, [hash]);
  const listed = home.value?.households.find((s) => s.case === id) ?? home.value?.returned.find((s) => s.case === id);
  useEffect(() => {
    now().session.run("household", { case: id }).then((got) => setCard(got.out), (e: unknown) => setProblem(e instanceof Told ? told(e) : w.failed));
  }, [id, listed?.state, listed?.updated]);
  const record = card?.record ?? listed;
  const name = record?.name ?? "";
  const place = [record?.address, record?.areaLabel].filter(Boolean).join(", ");
  return (
    <>
      <Head title={name} sub={[card?.household.ma, place].filter(Boolean).join(" · ")} back={goBack} />
      <main class="t-than" data-screen="household" data-case={id}>
        <Trouble />
        {problem && <Problem>{problem}</Problem>}
        <div class="the-t">
          <div class="ho-dau"><div><h1>{name}</h1><p class="mo">{[w.house.head, record && record.members > 0 ? w.people(record.members) : ""].filter(Boolean).join(" · ")}</p></div>{record && <StateTag state={record.state} />}</div>
          {card && <Ways card={card} />}
        </div>
        {card?.draftElsewhere && <Notice kind="nghe" icon="device">{(card.draftElsewhere.here ? w.shell.users.madeHere : w.house.elsewhere)(named(card.draftElsewhere.user, w.fork.someone), moment(card.draftElsewhere.at))}</Notice>}
        <div class="muc-t"><h2>{w.house.record}</h2></div>
        <div class="the-t"><p>{record ? progress(record) : ""}</p>{record?.unsent && <p class="mo"><Icon name="device" /> {w.house.here}</p>}</div>
        {card && <Rest card={card} form={form} />}
      </main>
      <footer class="t-day"><div class="t-nav">
        <button type="button" class={`nut ${home.value?.form ? "chinh" : "chua"}`} aria-disabled={!home.value?.form} data-name="open-record" onClick={() => { if (home.value?.form) void openRecord(id); }}>
          {buttonWord(record)}<Icon name="right" />
        </button>
        {(record?.state === "new" || record?.state === "draft") && form && outcomeOf(form) > 0 && <button type="button" class="nut phu khong-gap" data-name="not-met" onClick={() => void openRecord(id, () => ({ view: "page", key: String(outcomeOf(form)), row: "", back: undefined }))}>{w.visit.notMet}</button>}
      </div>{!home.value?.form && <p class="mo">{w.today.noForm}</p>}</footer>
    </>
  );
}

/** The question for the result of the visit (appearance st-outcome), 0 when the form has none. */
const outcomeOf = (form: RawForm): number => Math.max(0, form.nodes.findIndex((n) => (n.app ?? "").split(/\s+/).includes("st-outcome")));

function buttonWord(record: Summary | undefined): string {
  const w = t().house;
  switch (record?.state) {
    case "new": case undefined: return w.start;
    case "draft": return w.goOn;
    case "returned": return w.fix;
    default: return w.view;
  }
}

function progress(record: Summary): string {
  const w = t();
  if (record.state === "new") return w.house.notVisited;
  return `${w.state[record.state]}${record.updated ? ". " + w.house.at(moment(record.updated)) : ""}${record.note ? ". " + record.note : ""}`;
}

function Ways({ card }: { card: Household }) {
  const w = t().house;
  const { dien_thoai: phone, lat, lng } = card.household;
  if (!phone && !lat) return null;
  return (
    <div class="hang ho-cach">
      {phone && <a class="nut phu" href={`tel:${phone.replace(/[^+\d]/g, "")}`}><Icon name="phone" />{w.call(phone)}</a>}
      {lat && lng && <a class="nut phu" href={`geo:${lat},${lng}?q=${lat},${lng}`}><Icon name="pin" />{w.route}</a>}
    </div>
  );
}

function Rest({ card, form }: { card: Household; form: RawForm | undefined }) {
  const w = t().house;
  const programme = (code: string) => (form && code ? choiceWord(form, "v_ct", code, lang.value) : "");
  const relation = (code: string) => (form ? choiceWord(form, "m_quanhe", code, lang.value) : "");
  const old = (card.lastYear?.values ?? []).filter((v) => v.label && v.value);
  const before = card.household.phanloai_truoc ?? "";
  return (
    <>
      {card.members.length > 0 && (
        <>
          <div class="muc-t"><h2>{w.members}</h2></div>
          <ul class="ds">{card.members.map((m) => <li key={m.id}><div class="h thap"><span class="ten"><b>{m.name}</b><span>{[relation(m.relation), born(m.birth)].filter(Boolean).join(" · ")}</span></span></div></li>)}</ul>
        </>
      )}
      {card.loans.length > 0 && (
        <>
          <div class="muc-t"><h2>{w.loans}</h2></div>
          <ul class="ds">{card.loans.map((l, i) => <li key={l.name ?? i}><div class="h thap"><span class="ten"><b>{l.v_sotien ? `${grouped(l.v_sotien)} đ` : l.label || l.v_ct}</b><span>{[programme(l.v_ct ?? ""), l.v_nguoi].filter(Boolean).join(" · ")}</span></span></div></li>)}</ul>
        </>
      )}
      {(card.lastYear || before) && (
        <>
          <div class="muc-t"><h2>{w.last(card.lastYear?.label ?? "")}</h2></div>
          <div class="the-t"><dl class="kv">
            {before && <><dt>{w.class}</dt><dd>{w.class_[before.toLowerCase()] ?? before}</dd></>}
          </dl>
          {old.length > 0 && <details class="nam-cu"><summary class="nut tron">{w.oldAnswers(old.length)}</summary><dl class="kv">{old.map((v, i) => <Fragment key={i}><dt>{v.label}</dt><dd>{asDay(v.value)}</dd></Fragment>)}</dl></details>}</div>
        </>
      )}
    </>
  );
}

function asDay(value: string): string {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(value) ? parseDay(value) : undefined;
  return day ? shownDay(day) : value;
}

function born(birth: string): string {
  const day = parseDay(birth);
  return day ? `${shownDay(day)}, ${t().date.age(ageAt(day, today()))}` : birth;
}
