// English of fields.vi.ts, same keys.
import type { FieldTexts } from "./fields.vi";

export const fieldsEn: FieldTexts = {
  scan: {
    title: "Scan a code", hint: "Bring the code into the frame and hold still.", typed: "Or type the code", use: "Use this code",
    denied: "The camera did not open. Allow the camera, or type the code below.", deniedOnly: "The camera did not open. Allow the camera in the settings, or go back and type.",
    absent: "This device has no camera that works. Type instead.", failed: "The code reader did not start. Type instead, or go back and try again.",
    start: "Scan a code", again: "Scan again",
  },
};
