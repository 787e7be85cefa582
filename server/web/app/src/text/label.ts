// The text in the code of a house's label: "sothon:ho:" and the case as 32 hexadecimal digits (docs/forms.md). It says
// nothing about the people of the house.

const form = /^sothon:ho:([0-9a-f]{32})$/;

/** The case that a label names, as 32 lower-case hexadecimal digits; undefined for any other code. */
export function caseOfLabel(text: string): string | undefined {
  return form.exec(text.trim().toLowerCase())?.[1];
}
