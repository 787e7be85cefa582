import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../../i18n";
import { Icon } from "../icons";
import { Problem } from "../parts";
import type { Field } from "./field";

const goodEnough = 15; // metres
const longest = 60_000;

/** A position: watched for up to a minute, kept at once when good, otherwise offered with its error. */
export function Place({ r, ref, state, message }: Field) {
  const w = t().geo;
  const [best, setBest] = useState<GeolocationCoordinates>();
  const [looking, setLooking] = useState(false);
  const [problem, setProblem] = useState("");
  const watch = useRef<number | undefined>(undefined);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const stop = () => {
    if (watch.current !== undefined) navigator.geolocation.clearWatch(watch.current);
    clearTimeout(timer.current);
    watch.current = undefined;
    setLooking(false);
  };
  useEffect(() => stop, []);
  const keep = (c: GeolocationCoordinates) => {
    stop();
    setBest(undefined);
    void r.set(ref, [c.latitude.toFixed(7), c.longitude.toFixed(7), (c.altitude ?? 0).toFixed(1), c.accuracy.toFixed(1)].join(" "));
  };
  const start = () => {
    setProblem("");
    setBest(undefined);
    setLooking(true);
    let seen: GeolocationCoordinates | undefined;
    watch.current = navigator.geolocation.watchPosition(
      ({ coords }) => {
        if (coords.accuracy <= goodEnough) return keep(coords);
        if (!seen || coords.accuracy < seen.accuracy) setBest((seen = coords));
      },
      (e) => {
        stop();
        setProblem(e.code === e.PERMISSION_DENIED ? w.denied : w.failed);
      },
      { enableHighAccuracy: true, maximumAge: 0, timeout: longest },
    );
    timer.current = setTimeout(() => { stop(); if (!seen) setProblem(w.failed); }, longest);
  };
  const [lat, lng, , accuracy] = (state.v ?? "").split(" ");
  return (
    <div class="vung-anh">
      {lat && lng && <p class="toa-do"><Icon name="pin" /> <b>{Number(lat).toFixed(5)}, {Number(lng).toFixed(5)}</b>{Number(accuracy) > 0 && <span class="mo"> · {w.accuracy(Math.round(Number(accuracy)))}</span>}</p>}
      {looking && <p role="status">{best ? w.finding(`${Math.round(best.accuracy)} m`) : w.first}</p>}
      <div class="hang">
        {looking ? <button type="button" class="nut phu" onClick={stop}>{w.stop}</button> : <button type="button" class="nut" data-name="locate" onClick={start}><Icon name="pin" />{lat ? w.again : w.take}</button>}
        {best && <button type="button" class="nut" data-name="use-position" onClick={() => keep(best)}>{w.use} ({w.accuracy(Math.round(best.accuracy))})</button>}
        {lat && !looking && <button type="button" class="nut phu" onClick={() => void r.set(ref, "")}>{t().form.clearAnswer}</button>}
      </div>
      {problem && <Problem>{problem}</Problem>}
      {message}
    </div>
  );
}
