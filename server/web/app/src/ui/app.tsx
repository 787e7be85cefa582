import { Component, type ComponentChildren } from "preact";
import { t } from "../i18n";
import { joining, phase, route } from "../state/app";
import { Find } from "./find";
import { HouseholdCard } from "./household";
import { later } from "./later";
import { Cannot, Elsewhere, Lock, Wiped } from "./lockscreens";
import { SyncPage } from "./syncpage";
import { Today } from "./today";

const RecordScreen = later(() => import("./record").then((m) => m.RecordScreen));
const NewHouse = later(() => import("./newhouse").then((m) => m.NewHouse));
const DevicePage = later(() => import("./device").then((m) => m.DevicePage));
const Enrol = later(() => import("./enrol").then((m) => m.Enrol));
const Arriving = later(() => import("./enrol").then((m) => m.Arriving));

export function App() {
  return <Guard key={phase.value}><Screen /></Guard>;
}

function Screen() {
  if (joining.value && phase.value === "open") return <Arriving />;
  switch (phase.value) {
    case "starting": return <main class="t-than" aria-busy="true"><p class="mo">{t().loading}</p></main>;
    case "cannot": return <Cannot />;
    case "elsewhere": case "newer": case "broken": return <Elsewhere />;
    case "wiped": return <Wiped />;
    case "enrol": return <Enrol />;
    case "locked": return <Lock />;
    case "open": return <Open />;
  }
}

function Open() {
  const at = route.value;
  switch (at.at) {
    case "today": return <Today />;
    case "find": return <Find />;
    case "newHouse": return <NewHouse />;
    case "sync": return <SyncPage />;
    case "device": return <DevicePage />;
    case "household": return <HouseholdCard id={at.case} />;
    case "record": return <RecordScreen />;
  }
}

/** A fault of one screen does not take the app away: what is saved is safe, and the way back works. */
class Guard extends Component<{ children: ComponentChildren }, { failed: boolean }> {
  override state = { failed: false };
  static override getDerivedStateFromError() {
    return { failed: true };
  }
  override render() {
    if (!this.state.failed) return this.props.children;
    const back = () => {
      route.value = { at: "today" };
      this.setState({ failed: false });
    };
    return <main class="t-than dk" data-screen="fault"><h1>{t().failed}</h1><p><button type="button" class="nut chinh" onClick={back}>{t().back}</button></p></main>;
  }
}
