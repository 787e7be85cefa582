import { render } from "preact";
import { startEngine } from "./engine/client";
import { lang } from "./i18n";
import { begin } from "./state/app";
import { apply } from "./state/look";
import { stretchInWorker } from "./store/kdf";
import "./styles/tokens.css";
import "./styles/app.css";
import "./styles/screens.css";
import "./styles/widgets.css";
import { App } from "./ui/app";
import { registerServiceWorker } from "./update";

document.documentElement.lang = lang.value;
apply();
render(<App />, document.getElementById("app")!);
void begin({ engine: startEngine, stretch: stretchInWorker }).finally(registerServiceWorker);
