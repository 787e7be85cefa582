// Positions: one point with its live accuracy, or a line or field as a list of points that are recorded one by one.
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { looks, type FormNode } from "../../form/tree";
import { t } from "../../i18n";
import { round, saidLand } from "../../text/land";
import { grouped } from "../../text/money";
import { area, corners, length, parsePoints, pointText, shapeText, type Point } from "../../text/points";
import { Icon } from "../icons";
import { Problem } from "../parts";
import type { Field } from "./field";

const goodEnough = 15; // metres, where the form does not say
const longest = 60_000;
const number = (node: FormNode, key: string, otherwise: number) => Number(node.params[key]) || otherwise;

/** Watches where the tablet is. onFix sees every position; start and stop as often as wanted. */
function useFix(onFix: (p: Point) => void) {
  const w = t().geo;
  const [now, setNow] = useState<Point>();
  const [looking, setLooking] = useState(false);
  const [problem, setProblem] = useState("");
  const watch = useRef<number | undefined>(undefined);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const tell = useRef(onFix);
  tell.current = onFix;
  const stop = () => {
    if (watch.current !== undefined) navigator.geolocation.clearWatch(watch.current);
    clearTimeout(timer.current);
    watch.current = undefined;
    setLooking(false);
  };
  useEffect(() => stop, []);
  const start = (most: number) => {
    setProblem("");
    setNow(undefined);
    setLooking(true);
    let seen = false;
    watch.current = navigator.geolocation.watchPosition(
      ({ coords: c }) => {
        seen = true;
        const p = { lat: c.latitude, lng: c.longitude, alt: c.altitude ?? 0, accuracy: c.accuracy };
        setNow(p);
        tell.current(p);
      },
      (e) => {
        if (e.code !== e.PERMISSION_DENIED && seen) return;
        stop();
        setProblem(e.code === e.PERMISSION_DENIED ? w.denied : w.failed);
      },
      { enableHighAccuracy: true, maximumAge: 0, timeout: longest },
    );
    if (most < Infinity) timer.current = setTimeout(() => { stop(); if (!seen) setProblem(w.failed); }, most);
  };
  return { now, looking, problem, start, stop };
}

/** How exact the position is at this moment: a bar, metres and a word. */
function Accuracy({ p, good }: { p: Point | undefined; good: number }) {
  const w = t().fields.geo;
  if (!p) return <p role="status" class="do-chinh-xac"><span>{w.wait}</span></p>;
  const kind = p.accuracy <= good ? "la" : p.accuracy <= good * 3 ? "nghe" : "son";
  const bars = kind === "la" ? 3 : kind === "nghe" ? 2 : 1;
  return (
    <p role="status" class={`do-chinh-xac cl-${kind}`} data-name="accuracy" data-at={shown(p)}>
      <i class="cot-song" aria-hidden="true">{[1, 2, 3].map((n) => <i key={n} class={n <= bars ? "co" : ""} />)}</i>
      <span><b>{w.now(Math.max(1, Math.round(p.accuracy)))}</b> · {kind === "la" ? w.sure : kind === "nghe" ? w.fair : w.poor}</span>
    </p>
  );
}

const shown = (p: Point) => `${p.lat.toFixed(5)}, ${p.lng.toFixed(5)}`;

/** One point: watched for up to a minute, kept at once when good enough, otherwise offered with its error. */
export function Place({ r, ref, node, state, message }: Field) {
  const w = t().geo;
  const f = t().fields.geo;
  const good = number(node, "capture-accuracy", goodEnough);
  const [best, setBest] = useState<Point>();
  const keep = (p: Point) => { fix.stop(); setBest(undefined); void r.set(ref, pointText(p)); };
  const fix = useFix((p) => { if (p.accuracy <= good) keep(p); else if (!best || p.accuracy < best.accuracy) setBest(p); });
  const [point] = parsePoints(state.v ?? "");
  const doubtful = point && point.accuracy > number(node, "warning-accuracy", 100);
  return (
    <div class="vung-anh">
      {point && <p class="toa-do"><Icon name="pin" /> <b>{shown(point)}</b>{point.accuracy > 0 && <span class="mo"> · {w.accuracy(Math.round(point.accuracy))}</span>}</p>}
      {doubtful && !fix.looking && <p class="nhac" role="status"><Icon name="warn" /><span>{f.warn(Math.round(point.accuracy))}</span></p>}
      {fix.looking && <><Accuracy p={fix.now} good={good} /><p class="mo">{f.auto(good)}</p></>}
      <div class="hang">
        {fix.looking ? <button type="button" class="nut phu" data-name="stop-locating" onClick={() => { fix.stop(); setBest(undefined); }}>{w.stop}</button> : <button type="button" class={`nut ${point ? "" : "lon"}`} data-name="locate" onClick={() => { setBest(undefined); fix.start(longest); }}><Icon name="pin" />{point ? w.again : w.take}</button>}
        {best && <button type="button" class="nut" data-name="use-position" onClick={() => keep(best)}>{w.use} ({w.accuracy(Math.round(best.accuracy))})</button>}
        {point && !fix.looking && <button type="button" class="nut phu" data-name="drop" onClick={() => void r.set(ref, "")}>{t().form.clearAnswer}</button>}
      </div>
      {(looks(node, "placement-map") || looks(node, "maps") || fix.problem) && !fix.looking && <TypedPoint keep={(p) => void r.set(ref, pointText(p))} />}
      {fix.problem && <Problem>{fix.problem}</Problem>}
      {message}
    </div>
  );
}

/** A line (geotrace) or a field (geoshape): stand at each corner and record it. */
export function Points({ r, ref, node, state, message }: Field) {
  const f = t().fields.geo;
  const shape = node.control === "geoshape";
  const least = shape ? 3 : 2;
  const good = number(node, "capture-accuracy", goodEnough);
  const fix = useFix(() => undefined);
  const stored = parsePoints(state.v ?? "");
  const kept = shape ? corners(stored) : stored;
  // too few points are no line and no field yet: they wait here and become the answer with the last one needed
  const [waiting, setWaiting] = useState<Point[]>([]);
  const points = kept.length > 0 ? kept : waiting;
  const put = (next: Point[]) => {
    setWaiting(next.length < least ? next : []);
    void r.set(ref, next.length < least ? "" : shape ? shapeText(next) : next.map(pointText).join(";"));
  };
  const m2 = area(points);
  return (
    <div class="vung-anh">
      <p class="mo goi-y">{f.walk}</p>
      {fix.looking && <Accuracy p={fix.now} good={good} />}
      {points.length > 0 && (
        <p class="toa-do" aria-live="polite"><Icon name="pin" /> <b>{f.points(points.length)}</b>
          {points.length > 1 && !shape && <span> · {f.length(grouped(String(Math.round(length(points)))))}</span>}
          {shape && points.length > 2 && <span> · {f.area(grouped(String(round(m2, 0))), saidLand(m2, t().fields.land.sao, t().fields.land.thuoc))}</span>}
        </p>
      )}
      {points.length > 0 && points.length < least && <p class="mo">{f.few(least)}</p>}
      <div class="hang">
        {fix.looking
          ? <button type="button" class={`nut lon ${fix.now ? "" : "chua"}`} aria-disabled={!fix.now} data-name="add-point" onClick={() => fix.now && put([...points, fix.now])}><Icon name="plus" />{f.add}</button>
          : <button type="button" class="nut lon" data-name="locate" onClick={() => fix.start(Infinity)}><Icon name="pin" />{f.begin}</button>}
      </div>
      {points.length > 0 && (
        <ol class="cac-diem">
          {points.map((p, i) => (
            <li key={i}><span>{f.point(i + 1)}: <b>{shown(p)}</b>{p.accuracy > 0 && <span class="mo"> · {t().geo.accuracy(Math.round(p.accuracy))}</span>}</span>
              <button type="button" class="nut-hinh" data-name="drop-point" aria-label={f.drop(i + 1)} onClick={() => put(points.filter((_, j) => j !== i))}><Icon name="cross" /></button></li>
          ))}
        </ol>
      )}
      {(fix.problem || looks(node, "placement-map")) && <TypedPoint keep={(p) => put([...points, p])} />}
      {fix.problem && <Problem>{fix.problem}</Problem>}
      {message}
    </div>
  );
}

/** Coordinates by hand: from another device, or where a map would ask for a tap. */
function TypedPoint({ keep }: { keep: (p: Point) => void }) {
  const f = t().fields.geo;
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState({ lat: "", lng: "" });
  const [bad, setBad] = useState(false);
  if (!open) return <p class="cach"><button type="button" class="nut phu" data-name="type-position" onClick={() => setOpen(true)}><Icon name="pen" />{f.typed}</button></p>;
  const [lat, lng] = [Number(at.lat.replace(",", ".")), Number(at.lng.replace(",", "."))];
  const good = at.lat.trim() !== "" && at.lng.trim() !== "" && Math.abs(lat) <= 90 && Math.abs(lng) <= 180;
  const box = (key: "lat" | "lng", label: string): ComponentChildren => (
    <label><span>{label}</span><input class="o-nhap nho-hon" inputMode="text" data-name={key} value={at[key]} autocomplete="off" onInput={(e) => { setBad(false); setAt({ ...at, [key]: e.currentTarget.value }); }} /></label>
  );
  return (
    <>
      <form class="quet-go" onSubmit={(e) => { e.preventDefault(); if (!good) return setBad(true); setOpen(false); keep({ lat, lng, alt: 0, accuracy: 0 }); }}>
        {box("lat", f.lat)}{box("lng", f.lng)}<button type="submit" class="nut" data-name="keep-typed">{f.keep}</button>
      </form>
      {bad && <Problem>{f.bad}</Problem>}
    </>
  );
}
