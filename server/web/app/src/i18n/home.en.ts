// The English texts of finding a household and beginning a new one. Same keys as home.vi.ts.
import type { HomeTexts } from "./home.vi";

export const homeEn: HomeTexts = {
  doneLast: (name) => `The record of ${name} is finished. It is kept on this device and sent by itself.`, leftLast: (name) => `The record of ${name} is not finished; what is there is kept. Touch the name to go on.`,
  mine: (n) => `${n} households given to you`, rest: (n) => `${n} others not done`, says: "The commune says", handover: "The one before says",
  filter: { village: "Village", state: "State", allVillages: "All villages", all: "All", open: "Not visited", draft: "Draft", here: "Only on this device", sent: "Sent", returned: "Returned", approved: "Approved", mine: "Given to me" },
  scan: "Scan a house's code", scanTitle: "Scan the code on the house", scanHint: "Hold the square code of the household's label inside the frame.", notLabel: "This is not a household's label.", notHere: "This household is not in this device's lists. It may be in another village.",
  none: "Not found?", begin: "Household not on the list", unlisted: "new, not in the register",
  form: {
    title: "Household not on the list", name: "Name of the head of household", address: "Lane, house number", phone: "Telephone", village: "Village", optional: "optional",
    needName: "Write the head's name to go on", needVillage: "Choose the village", digits: "A name has no digits.", go: "Begin the record", anyway: "None of them, it is new", back: "No, search again",
    alike: (n) => (n === 1 ? "One household is similar. Is it this one?" : `${n} households are similar. Is it one of them?`), alikeHelp: "Tap the one that it is. If it is none, begin a new record; the commune will look at it.",
    why: { name: "same head of household", near: "a similar name", phone: "same telephone", member: "somebody in it has this name" },
  },
};
