// A household that no list has: name, village, lane, phone; look-alikes are shown before a new record is begun.
import { useEffect, useState } from "preact/hooks";
import { Told, type Alike } from "../engine/calls";
import { t, told } from "../i18n";
import { home, now, refreshHome, route } from "../state/app";
import { go, openRecord } from "../state/nav";
import { typedName } from "../state/find";
import { Icon } from "./icons";
import { Head, Problem, Trouble, goBack } from "./parts";
import { HouseholdRow } from "./today";

/** The questions that a new household's texts go into, by the field of the register that they say they are. */
const fields = { chu_ho: "name", dia_chi: "address", dien_thoai: "phone" } as const;

export function NewHouse() {
  const w = t().home.form;
  const areas = home.value?.areas ?? [];
  const [draft, setDraft] = useState({ name: typedName(), address: "", phone: "", area: areas.length === 1 ? areas[0]!.id : "" });
  const [alike, setAlike] = useState<Alike[]>([]);
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);
  const { name, phone } = draft;
  useEffect(() => {
    let stale = false;
    void now().session.run("case.alike", { name: name.normalize("NFC"), phone }).then((got) => { if (!stale) setAlike(got.out.alike ?? []); }, () => undefined);
    return () => { stale = true; };
  }, [name, phone]);
  const wrong = /\d/.test(name) ? w.digits : "";
  const lacking = name.trim().length < 2 ? w.needName : draft.area ? "" : w.needVillage;
  const ready = !lacking && !wrong;
  const change = (part: Partial<typeof draft>) => setDraft({ ...draft, ...part });
  const found = alike.flatMap((a) => home.value?.households.filter((s) => s.case === a.case).map((s) => ({ s, a })) ?? []);

  async function begin() {
    if (!ready || busy) return;
    setBusy(true);
    try {
      const said = { name: name.trim().normalize("NFC").toLocaleUpperCase("vi"), address: draft.address.trim().normalize("NFC"), phone: draft.phone.replace(/\s/g, "") };
      const got = await now().session.run("case.new", { area: draft.area, ...said });
      if (got.unsaved) throw got.unsaved;
      await refreshHome();
      route.value = { at: "find" }; // where the way back from the record leads
      await openRecord(got.out.case, (opened) => {
        for (const n of opened.form.nodes) {
          const text = said[fields[n.register as keyof typeof fields]];
          if (text && n.kind === "question") void opened.set(String(n.n), text);
        }
        return undefined;
      });
    } catch (e) {
      setProblem(e instanceof Told ? told(e) : t().failed);
    } finally {
      setBusy(false);
    }
  }
  return (
    <>
      <Head h1 title={w.title} back={goBack} />
      <main class="t-than" data-screen="new-house">
        <Trouble />
        {problem && <Problem>{problem}</Problem>}
        <label class="truong"><span class="dam">{w.name}</span><input class="o-nhap nho-hon" type="text" data-name="new-name" autocomplete="off" autocapitalize="words" spellcheck={false} value={name} onInput={(e) => change({ name: e.currentTarget.value })} /></label>
        {wrong && <Problem>{wrong}</Problem>}
        {areas.length > 1 && <fieldset class="chon thon-chon"><legend class="dam">{w.village}</legend>{areas.map((a) => <label key={a.id} class={`o ${draft.area === a.id ? "duoc" : ""}`}><input class="an" type="radio" name="area" checked={draft.area === a.id} onChange={() => change({ area: a.id })} /><span>{a.label}</span></label>)}</fieldset>}
        <label class="truong"><span class="dam">{w.address} <i class="mo">({w.optional})</i></span><input class="o-nhap nho-hon" type="text" data-name="new-address" autocomplete="off" value={draft.address} onInput={(e) => change({ address: e.currentTarget.value })} /></label>
        <label class="truong"><span class="dam">{w.phone} <i class="mo">({w.optional})</i></span><input class="o-nhap nho-hon" type="tel" inputMode="tel" data-name="new-phone" autocomplete="off" value={draft.phone} onInput={(e) => change({ phone: e.currentTarget.value })} /></label>
        {found.length > 0 && (
          <section class="bao nghe giong" role="status"><Icon name="warn" /><div><b>{w.alike(found.length)}</b><p>{w.alikeHelp}</p>
            <ul class="ds">{found.map(({ s, a }) => <HouseholdRow key={s.case} s={s} why={<> · {w.why[a.kind]}{a.kind === "member" ? `: ${a.why}` : ""}</>} />)}</ul></div></section>
        )}
      </main>
      <footer class="t-day"><div class="t-nav"><button type="button" class={`nut ${ready ? "chinh" : "chua"}`} aria-disabled={!ready || busy} data-name="begin-new" onClick={() => void begin()}>{found.length > 0 && ready ? w.anyway : w.go}<Icon name="right" /></button></div>
        {!ready && <p class="mo">{wrong || lacking}</p>}</footer>
    </>
  );
}

/** Goes to the form of a new household. */
export const beginNew = (): void => go({ at: "newHouse" });
