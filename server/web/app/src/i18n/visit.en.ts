// English of visit.vi.ts, same keys.
import type { VisitTexts } from "./visit.vi";

const s = (n: number, one: string, many = one + "s") => `${n} ${n === 1 ? one : many}`;

export const visitEn: VisitTexts = {
  undo: "Take back",
  asBefore: {
    group: "Whole group as before", short: (n) => `As before · ${n}`, of: (name, n) => `${name}: as before, ${s(n, "answer")}`,
    done: (name, n) => `“${name}”: ${s(n, "answer")} recorded as before.`, none: (name) => `“${name}”: nothing left that can be kept as before.`,
    left: (n) => `${s(n, "answer")} could not be kept`, see: "See", gone: (name) => `“${name}” recorded as no longer here.`, removed: (name) => `“${name}” removed from the record.`,
    why: { choice: "this choice is no longer there", type: "it is written another way now", constraint: "it no longer fits the rule of the question", relevant: "not asked this year", differs: "something else is filled in, please look", removed: "the new version has no such question" },
  },
  warn: {
    times: (n) => `${n} times last year. If right, go on.`, part: (n) => `Only 1/${n} of last year. If right, go on.`, more: (n) => `${n} % more than last year. If right, go on.`, less: (n) => `${n} % less than last year. If right, go on.`,
    "id-sex": "This number does not agree with the sex recorded. Look at the card; if it says so, go on.", "id-year": "This number does not agree with the year of birth recorded. Look at the card; if it says so, go on.",
    "id-province": "The first three digits are the code of no province. Look at the card; if it says so, go on.",
    "id-here": (who) => `${who} in this household has the same number. Look at both cards.`, "id-area": (who) => `Somebody in the village already has this number: ${who}. Look at the card.`,
  },
  news: {
    value: (who, text) => `${who} has just recorded this: “${text}”.`, empty: "(empty)", take: "Take what was recorded", keep: "Keep the answer here", see: "See",
    row: (who, n) => `${who} has just recorded ${s(n, "answer")} here.`, added: (who, what) => `${who} has just added: ${what}.`, gone: (who, what) => `${who} has just removed: ${what}.`,
    some: (who, n) => `${who} has just recorded ${s(n, "thing")} in this record.`, show: "Bring it in", someone: "Another device", decision: "The commune has just said something about this record.",
  },
  talk: {
    note: "Note", title: "Notes and talk", question: "On this question", row: (name) => `On ${name}`, record: "On the whole record", write: "To the commune and who works on it too", send: "Save", reply: "Reply", done: "Dealt with, close", closed: (n) => `${n} closed`,
    fresh: "new", asks: (n) => `The commune asks ${s(n, "question")}: please answer first`, unread: (n) => `${n} unread`, open: "Open", answered: "answered", none: "No notes yet.", count: (n) => `Notes, ${n}`,
  },
  check: { reminders: (n) => `Look again at ${s(n, "place")}`, fine: "leave it if it is right", see: "See", why: "Say why", clears: (n) => `Finishing will clear ${s(n, "answer")}`, asks: "The commune asks" },
  find: { label: "Question number, or a few letters", none: "No question found. Type less.", more: (n) => `${n} more, type on`, count: (a, b) => `${a} of ${b} answered` },
  rows: {
    doneChanged: (n) => `Done, ${n} changed`, kept: (n) => `${s(n, "answer")} as last year`, was: (label, was, now) => [label, was, now] as const, lastYear: "last year", thisYear: "this year",
    more: (n) => `and ${n} more`, goneNow: "No longer here", leave: "No longer here", why: (name) => `${name} is no longer in the household. Why?`, mistake: "A mistake, remove from the record", cancel: "Cancel",
    by: (who) => `added by ${who}`, against: (who) => `${who} removed this person on another device, but there are answers ${who} had not seen.`, againstRow: (who) => `${who} removed this on another device, but there are answers ${who} had not seen.`, keep: "Keep", drop: "Remove all the same", scan: "Scan an ID card to add",
    asked: (n, of) => `${n} of ${of} asked`,
  },
  card: {
    scan: "Scan the ID card", title: "Scan the ID card", hint: "Bring the square code of the card into the frame. No picture of the card is kept.", typed: "Or type the 12 digits of the card", notCard: "This is not the code of an ID card. Scan the square code of the card, or type the 12 digits.",
    fill: "Fill in from the ID card", help: "Only the lines with a tick are recorded. Neither a picture nor the code of the card is kept.", same: "as recorded", fresh: "not recorded", there: "recorded", onCard: "on the card", use: "Record", nothing: "Nothing to record", cancel: "Cancel",
    address: "Address on the card", again: "Scan again", exists: (name) => `This number is already recorded for ${name}.`,
  },
  version: {
    here: (to, from) => `There is version ${to} of the form. This draft still uses version ${from}.`, see: (to) => `Move to version ${to}, see what differs`, title: (to) => `Move this record to version ${to}`, help: "What was answered stays. Without moving, the record can be finished under the old version.",
    added: (n) => `${s(n, "question")} more to ask`, removed: (n) => `${s(n, "question")} dropped`, misfits: (n) => `${s(n, "answer")} no longer ${n === 1 ? "fits" : "fit"}, asked again`, nothing: "No difference in the questions.", go: (to) => `Move to version ${to}`, stay: (from) => `Stay on version ${from}`, kept: "The old answers stay in the record's history.",
  },
  notMet: "Nobody could be met…",
};
