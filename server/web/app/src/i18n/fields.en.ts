// English of fields.vi.ts, same keys.
import type { FieldTexts } from "./fields.vi";

export const fieldsEn: FieldTexts = {
  scan: {
    title: "Scan a code", hint: "Bring the code into the frame and hold still.", typed: "Or type the code", use: "Use this code",
    denied: "The camera did not open. Allow the camera, or type the code below.", deniedOnly: "The camera did not open. Allow the camera in the settings, or go back and type.",
    absent: "This device has no camera that works. Type instead.", failed: "The code reader did not start. Type instead, or go back and try again.",
    start: "Scan a code", again: "Scan again",
  },
  number: { less: "Less", more: "More", minus: "Minus, plus", shorthand: "Short forms work: 1tr5, 500 nghìn, 2 tỷ.", unread: "This amount was not understood. Write 1.500.000 or 1tr5." },
  land: { sao: "sào", thuoc: "thước", m2: "m²", saoBox: "Sào", thuocBox: "Thước", m2Box: "Square metres", rule: "1 sào = 360 m², 1 thước = 24 m²", same: (m2, said) => `${said} = ${m2} m²` },
  text: { show: "Show the text", hide: "Hide the text" },
  choose: { open: "Choose from the list", close: "Close the list", none: "No choice fits." },
  date: { hour: "Hour", minute: "Minute", now: "Now", thisMonth: "This month", thisYear: "This year", badTime: "Hours go from 0 to 23, minutes from 0 to 59.", about: (n) => `about ${n} years old`, monthYear: (m, y) => `month ${m} of ${y}`, yearOf: (y, name) => `${y}, year of ${name}` },
  rank: { help: "Tap the arrows to put them in order, the most important first.", up: (what) => `Move “${what}” up`, down: (what) => `Move “${what}” down`, keep: "This order is right", now: (what, n) => `“${what}” is number ${n}`, unset: "Not ordered yet" },
  range: { none: "Nothing chosen yet. Move the slider, or press plus or minus.", less: "One step less", more: "One step more", star: (n) => (n === "1" ? "1 star" : `${n} stars`) },
  media: {
    record: "Record", recordAgain: "Record again", stop: "Stop and keep", dropAudio: "Delete the recording", recording: (at, most) => `Recording ${at} / ${most}`, most: (m) => `At most ${m} minutes. Hold the device near the speaker.`,
    film: "Film", filmAgain: "Film again", dropVideo: "Delete the film", chooseAudio: "Choose a sound file", chooseVideo: "Choose a film", chooseFile: "Choose a file", fileAgain: "Choose another file", dropFile: "Delete the file",
    micDenied: "The microphone did not open. Allow it in the settings, choose a file, or give a reason.", tooBig: (mb) => `The file has ${mb}, which is too large. Choose one under 8 MB.`, unread: "This file could not be read. Choose another.", working: "Being stored…",
    elsewhere: "This was made on another device and is not here.", saved: "Saved on this device", photo: "Photo taken", audio: "Recorded", video: "Filmed", file: "File chosen",
    dark: "The photo is rather dark. Take it again where there is more light if you can.", blurred: "The photo may be blurred. Look at it and take it again if needed.", draw: "Draw in the frame", drawAgain: "Draw again", drawKeep: "Keep this drawing", mark: "Draw on the photo", markKeep: "Keep the marks", cancel: "Leave it",
  },
  cannot: { image: "No photo possible…", audio: "No recording possible…", video: "No film possible…", signature: "No signature possible…", prefix: "Could not be done", why: "Why? The commune will see the reason.", refuses: "The household does not want it", dark: "Dark or raining", broken: "Device broken or not allowed", absent: "The person is away", other: "Another reason", send: "Record the reason" },
  geo: {
    sure: "Exact", fair: "Good enough", poor: "Still poor, go where the sky is open", wait: "Looking for satellites…", auto: (m) => `At ${m} m or better it is kept by itself.`, now: (m) => `Right now within ${m} m`, warn: (m) => `Within ${m} m only. Take it again where the sky is open if you can.`,
    add: "Record this point", undo: "Remove the last point", clear: "Remove all", begin: "Start", points: (n) => (n === 1 ? "1 point" : `${n} points`), length: (m) => `${m} m long`, area: (m2, said) => `${m2} m² (${said})`, few: (n) => `At least ${n} points are needed.`, walk: "Walk to each corner, stand still, then press Record this point.", point: (n) => `Point ${n}`, drop: (n) => `Remove point ${n}`,
    typed: "Type coordinates", lat: "Latitude", lng: "Longitude", keep: "Keep these coordinates", bad: "Latitude from −90 to 90, longitude from −180 to 180, such as 20.84 and 106.35.",
  },
};
