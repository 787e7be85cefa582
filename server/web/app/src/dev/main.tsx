// Entry of dev.html: the real screens over the pretended engine and a server that always says yes.
import { render } from "preact";
import { begin } from "../state/app";
import { apply } from "../state/look";
import "../styles/tokens.css";
import "../styles/app.css";
import "../styles/screens.css";
import "../styles/widgets.css";
import "../styles/visit.css";
import { App } from "../ui/app";
import { fakeEngine } from "./fake";

const real = globalThis.fetch;
globalThis.fetch = async (input, init) => (String(input).startsWith("/api/") || String(input) === "/healthz" ? new Response(new Uint8Array(4)) : real(input, init));
apply();
render(<App />, document.getElementById("app")!);
void begin({ engine: fakeEngine, stretch: async (pin) => new TextEncoder().encode(pin.padEnd(32, "x")) });
