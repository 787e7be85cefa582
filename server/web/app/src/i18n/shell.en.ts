// English of shell.vi.ts, same keys.
import type { Shell } from "./shell.vi";

export const shellEn: Shell = {
  scan: { title: "Point the camera at the square code of the commune", or: "or", open: "Scan the square code", help: "Hold the commune's square code inside the frame. It is read by itself.", notCode: "This square code is no enrolment code. Ask the commune to open the Devices page again.", close: "Stop scanning" },
  keepData: {
    title: "The browser has not promised to keep data", why: "When storage is nearly full the browser may delete what has not been sent. Better mend this before the households arrive.",
    how: "To mend it: install Sổ Thôn on the home screen, open it from there, and ask again.", menu: "In Chrome: open the ⋮ menu and choose “Add to home screen” or “Install app”.",
    install: "Install on the home screen", again: "Ask again", granted: "The browser has promised to keep data.",
    reason: "The commune's person writes why this device is used all the same", reasonHint: "For example “Borrowed for a week, sends every evening”. The reason is kept here and told to the commune.",
    need: "Write the reason (at least 5 letters) to go on", go: "The commune agrees, go on",
    strip: "This device may delete data when full.", stripWhy: (reason) => `The commune allows it: ${reason}. Send every day.`,
  },
  users: {
    who: "Who uses the device?", change: "Change user", changeHelp: (names) => `On this device: ${names}`, only: "One person uses this device", add: (name) => `Set a PIN for ${name}`, addHelp: "The commune allows this person here",
    confirm: (who) => `${who}, type your PIN to confirm`, confirmHint: "Whoever uses the device confirms first; then the new person sets a PIN of their own.",
    newFor: (who) => `${who}, set a PIN of 6 digits`, again: (who) => `${who}, type the PIN once more`, added: (who) => `${who} has a PIN on this device now.`,
    pin: "Change the PIN", pinOf: (who) => `PIN of ${who}`, stop: "Cancel", madeHere: (who, at) => `${who} began this record on this device (${at}). Go on from there.`,
  },
  forgot: {
    title: "Forgotten PIN", safe: "Nothing on the device is lost. Do not clear the browser's data.", steps: ["Bring the device to the office and join its Wi-Fi.", "Press Ask the commune. On the Devices page they choose this device and open it with the recovery key from the safe.", "Compare the check number on both screens, then set a new PIN."],
    ask: "Ask the commune to unlock", check: "Check number", checkHelp: "It must be the same on the commune's screen.", waiting: "Waiting for the commune…", sent: "The commune has the request.", noServer: "The commune's server does not answer. Join its Wi-Fi; the device tries again by itself.", refused: "The commune's server did not take this request.",
    byHand: "No network? Copy by hand", request: "The device's request (for the commune)", answer: "The commune's answer (scan it or paste it here)", use: "Use this answer", bad: "This answer does not open the device. Ask the commune to make it again.", copy: "Copy", copied: "Copied",
    opened: "The commune has unlocked it. Now set a new PIN.", back: "Back to the PIN",
  },
  lock: { legend: "Lock after", minutes: (n) => `${n} min`, help: "Never while taking a photo or recording. Leaving the screen for a minute locks too." },
  room: {
    used: (mb) => `${mb} used`, reserve: (mb) => `${mb} kept back for the open record`, none: "No room is kept back for the open record yet", low: "Storage is nearly full.", lowHelp: "The open record can still be finished. Send before you begin another.", full: "Storage is full: an answer is not saved.", fullHelp: "Send records, or delete other photos and files, then press Save again.", big: "More than 1 GB is stored here.", bigHelp: "Send the photos soon.",
    broken: "The storage was closed for want of room. Delete other photos and files, then open again; saved records are safe.",
    stop: "Storage is nearly full. Send before you open a new record; drafts still open.",
  },
  erased: { title: "The data of Sổ Thôn on this device were erased.", help: "What was sent is at the commune, which knows what is missing of the rest: tell them, then enrol again." },
  stale: { title: "The list of households is hidden for now", help: "The commune's server was not met for 14 days. One Send – receive shows the list again.", unsent: "Records not sent yet still open here." },
  sync: {
    portal: "This Wi-Fi wants a sign-in first.", portalHelp: "Open the browser and sign in to the Wi-Fi, or join the commune's, then try again.", clock: "The date of this device is wrong, so no safe connection can be made.", clockHelp: (now) => `It shows ${now}. Set date and time in Settings, then try again.`,
    certHelp: "If other devices can send, the server's certificate may have expired: tell the commune.", revoked: "The commune has revoked this device.", revokedHelp: "What is not sent is kept for the commune to see.", ended: "The device's permission has ended.", endedHelp: "Carry on; the commune keeps what is sent apart until it is renewed.",
    size: (mb) => mb, photoOf: (mb, all) => `${mb} of ${all}`,
  },
  call: "For help call the commune:",
  wiped: { title: "This device was wiped by order of the commune", help: "What was not sent went to the commune. Nothing of Sổ Thôn is left here.", sent: "The commune has the receipt.", unsent: "The receipt could not be sent yet. Join a network; this page sends it.", doing: "Wiping by order of the commune…", ordered: "The commune has ordered this device to be erased.", waits: (n, until) => `${n} record${n === 1 ? " is" : "s are"} only here: unlock with a network to send before that. After ${until} the device erases itself.`, lost: (n) => `The device was locked: ${n} unsent record${n === 1 ? "" : "s"} went with it. Tell the commune.`, again: "Enrol again" },
  device: { dark: "Dark", call: "Call the commune", callNo: "Ask whoever looks after devices at the commune", latest: "the newest", older: "newer one is here, press to update", installed: "Runs from the home screen", notInstalled: "Not on the home screen yet", records: (n) => `${n} households here` },
};
