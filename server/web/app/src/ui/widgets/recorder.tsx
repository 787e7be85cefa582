// Sound and film: recorded in the page, small enough to send, or chosen from the tablet's files.
import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../../i18n";
import { stayOpen } from "../../state/idle";
import { keepFile, keepMedia, largest, parseMedia, TooBig } from "../../state/media";
import { shownLength, shownSize } from "../../text/sizes";
import { Icon } from "../icons";
import { Problem } from "../parts";
import { CanNot } from "./cannot";
import { type Field, locked } from "./field";
import { Stored } from "./stored";

/** Below the time after which the tablet locks by itself, and small enough for the largest file the commune takes. */
const longest = { audio: 240, video: 60 }; // seconds
const soundBits: Record<string, number> = { "voice-only": 16_000, low: 24_000, normal: 48_000 };
const filmBits = 600_000;

/** The first type this browser records. */
function typeFor(kind: "audio" | "video"): string {
  const types = kind === "audio" ? ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg"] : ["video/webm;codecs=vp8,opus", "video/mp4"];
  return types.find((type) => globalThis.MediaRecorder?.isTypeSupported(type)) ?? "";
}

export function Recorder(f: Field & { kind: "audio" | "video" }) {
  const { r, ref, node, state, labelId, message, kind } = f;
  const w = t().fields.media;
  const media = parseMedia(state.v ?? "");
  const [seconds, setSeconds] = useState<number>();
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);
  const finder = useRef<HTMLVideoElement>(null);
  const stop = useRef<(() => Promise<void>) | undefined>(undefined);
  // going to another question keeps what was recorded so far
  useEffect(() => () => void stop.current?.(), []);

  const start = async () => {
    setProblem("");
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: kind === "video" ? { facingMode: "environment", width: 640, height: 480 } : false });
      const type = typeFor(kind);
      const recorder = new MediaRecorder(stream, { mimeType: type, audioBitsPerSecond: soundBits[node.params.quality ?? ""] ?? 32_000, ...(kind === "video" ? { videoBitsPerSecond: filmBits } : {}) });
      const parts: Blob[] = [];
      const mayLock = stayOpen();
      recorder.ondataavailable = (e) => parts.push(e.data);
      const ended = new Promise<void>((done) => { recorder.onstop = () => done(); });
      let ending: Promise<void> | undefined;
      const end = () => (ending ??= (async () => {
        stop.current = undefined;
        clearInterval(tick);
        if (recorder.state !== "inactive") recorder.stop();
        await ended;
        for (const track of stream.getTracks()) track.stop();
        setSeconds(undefined);
        const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
        if (bytes.length > largest) setProblem(w.tooBig(shownSize(bytes.length)));
        else if (bytes.length > 0) await keepMedia(r, ref, bytes, type.split(";")[0]!);
        release();
        mayLock();
      })());
      const tick = setInterval(() => setSeconds((s) => { if ((s ?? 0) + 1 >= longest[kind]) void end(); return (s ?? 0) + 1; }), 1000);
      const release = r.before(end);
      stop.current = end;
      recorder.start(1000);
      setSeconds(0);
      if (finder.current) { finder.current.srcObject = stream; void finder.current.play(); }
    } catch {
      setProblem(kind === "audio" ? w.micDenied : t().photo.camera);
    }
  };
  const choose = async (input: HTMLInputElement) => {
    const file = input.files?.[0];
    if (!file) return;
    setBusy(true);
    setProblem("");
    await keepFile(r, ref, file).catch((e: unknown) => setProblem(e instanceof TooBig ? w.tooBig(shownSize(e.bytes)) : w.unread));
    setBusy(false);
    input.value = "";
  };
  const recording = seconds !== undefined;
  const can = typeFor(kind) !== "" && node.params.quality !== "external";
  return (
    <div class="vung-anh">
      {kind === "video" && <video ref={finder} class={`nhaanh ${recording ? "" : "an"}`} muted playsInline aria-hidden="true" />}
      {media && !recording && <Stored r={r} media={media} />}
      {!media && !recording && can && <p class="mo">{w.most(String(longest[kind] / 60))}</p>}
      {recording && <p class="dang-ghi" role="status"><i aria-hidden="true" />{w.recording(shownLength(seconds), shownLength(longest[kind]))}</p>}
      {!locked(f) && (
        <div class="hang">
          {recording ? <button type="button" class="nut lon" data-name="stop" onClick={() => void stop.current?.()}><Icon name="stop" />{w.stop}</button> : (
            <>
              {can && <button type="button" class={`nut ${media ? "" : "lon"}`} data-name="record" onClick={() => void start()}><Icon name={kind === "audio" ? "mic" : "camera"} />{kind === "audio" ? (media ? w.recordAgain : w.record) : media ? w.filmAgain : w.film}</button>}
              {!media && <label class="nut phu"><Icon name="box" />{busy ? w.working : kind === "audio" ? w.chooseAudio : w.chooseVideo}<input class="an" type="file" accept={`${kind}/*`} aria-labelledby={labelId} data-name="file" disabled={busy} onChange={(e) => void choose(e.currentTarget)} /></label>}
              {media ? <button type="button" class="nut phu" data-name="drop" onClick={() => void r.set(ref, "")}>{kind === "audio" ? w.dropAudio : w.dropVideo}</button> : <CanNot r={r} ref={ref} what={kind} />}
            </>
          )}
        </div>
      )}
      {problem && <Problem>{problem}</Problem>}
      {message}
    </div>
  );
}

/** Any file of the tablet, kept as it is. */
export function FileField(f: Field) {
  const { r, ref, state, labelId, message } = f;
  const w = t().fields.media;
  const media = parseMedia(state.v ?? "");
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);
  const choose = async (input: HTMLInputElement) => {
    const file = input.files?.[0];
    if (!file) return;
    setBusy(true);
    setProblem("");
    await keepFile(r, ref, file).catch((e: unknown) => setProblem(e instanceof TooBig ? w.tooBig(shownSize(e.bytes)) : w.unread));
    setBusy(false);
    input.value = "";
  };
  return (
    <div class="vung-anh">
      {media && <Stored r={r} media={media} />}
      {!locked(f) && (
        <div class="hang">
          <label class={`nut ${media ? "" : "lon"}`}><Icon name="box" />{busy ? w.working : media ? w.fileAgain : w.chooseFile}<input class="an" type="file" aria-labelledby={labelId} data-name="file" disabled={busy} onChange={(e) => void choose(e.currentTarget)} /></label>
          {media && <button type="button" class="nut phu" data-name="drop" onClick={() => void r.set(ref, "")}>{w.dropFile}</button>}
        </div>
      )}
      {problem && <Problem>{problem}</Problem>}
      {message}
    </div>
  );
}
