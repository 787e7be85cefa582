// Changing who uses the tablet: a PIN for somebody the commune allows here, another PIN for oneself.
import { useEffect, useState } from "preact/hooks";
import type { User } from "../engine/calls";
import { t } from "../i18n";
import { lock, user } from "../state/app";
import { back } from "../state/nav";
import { allowed, keyByPin, people, setPin } from "../state/users";
import { calledBy } from "../state/values";
import { Icon } from "./icons";
import { Head, Notice } from "./parts";
import { AskPin, NewPin } from "./pin";

/** Whose PIN is set: a new person's or the own one. */
export function PinPage({ whose }: { whose: User }) {
  const w = t();
  const u = w.shell.users;
  const mine = whose.id === user.value.id;
  const me = calledBy(user.value);
  const [raw, setRaw] = useState<Uint8Array>();
  const [done, setDone] = useState(false);
  useEffect(() => () => void raw?.fill(0), [raw]);
  const title = mine ? u.pin : u.add(calledBy(whose));
  return (
    <>
      <Head h1 title={title} sub={u.pinOf(calledBy(whose))} back={back} />
      {done ? (
        <main class="t-than" data-screen="pin-done"><Notice kind="la">{mine ? w.pin.changed : u.added(calledBy(whose))}</Notice><p class="cach"><button type="button" class="nut chinh" data-name="pin-back" onClick={back}>{w.back}</button></p></main>
      ) : (
        <main class="t-than pin" data-screen={raw ? "pin-set" : "pin-confirm"}>
          {!raw ? (
            <AskPin under user={user.value.id} title={u.confirm(me)} hint={mine ? w.pin.old : u.confirmHint}
              attempt={async (pin) => { const got = await keyByPin(user.value.id, pin); if (got === "wrong" || got === "wait") return got; setRaw(got); return "done"; }} />
          ) : (
            <NewPin under titles={[u.newFor(calledBy(whose)), u.again(calledBy(whose))]} hint={w.pin.makeHint} done={async (pin) => { await setPin(whose, raw, pin); setDone(true); }} />
          )}
        </main>
      )}
    </>
  );
}

/** The people of this tablet: who has a PIN, whom the commune allows and who has none yet. */
export function Users({ open }: { open: (whose: User) => void }) {
  const w = t();
  const u = w.shell.users;
  const others = people.value.filter((p) => p.id !== user.value.id);
  const without = allowed.value.filter((a) => !people.value.some((p) => p.id === a.id));
  return (
    <ul class="ds">
      <li><div class="h"><span class="dau cl-muc"><Icon name="person" /></span><span class="ten"><b>{user.value.name}</b><span>{w.device.using(calledBy(user.value))}</span></span></div></li>
      {others.length > 0 && <li><button type="button" class="h" data-name="change-user" onClick={() => void lock()}><span class="dau mo"><Icon name="person" /></span><span class="ten"><b>{u.change}</b><span>{u.changeHelp(people.value.map(calledBy).join(", "))}</span></span><Icon name="right" /></button></li>}
      {without.map((a) => <li key={a.id}><button type="button" class="h" data-name="add-user" data-user={a.id} onClick={() => open(a)}><span class="dau mo"><Icon name="plus" /></span><span class="ten"><b>{u.add(calledBy(a))}</b><span>{u.addHelp}</span></span><Icon name="right" /></button></li>)}
      <li><button type="button" class="h" data-name="change-pin" onClick={() => open(user.value)}><span class="dau mo"><Icon name="lock" /></span><span class="ten"><b>{u.pin}</b><span>{u.pinOf(calledBy(user.value))}</span></span><Icon name="right" /></button></li>
      <li><button type="button" class="h" data-name="lock" onClick={() => void lock()}><span class="dau mo"><Icon name="lock" /></span><span class="ten"><b>{w.device.lock}</b><span>{w.shell.lock.help}</span></span><Icon name="right" /></button></li>
    </ul>
  );
}
