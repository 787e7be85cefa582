// The office page that undoes a forgotten PIN. The recovery key is typed into a field without a name and used here only: the
// server and its logs never see it, nor the data key that it opens.
import { makeAnswer } from "./store/reset";

const unbase64 = (t: string): Uint8Array => Uint8Array.from(atob(t), (c) => c.charCodeAt(0));

function begin(box: HTMLElement): void {
  const form = box.querySelector("form")!;
  const field = box.querySelector<HTMLInputElement>("#khoa")!;
  const problem = box.querySelector<HTMLElement>("[data-problem]")!;
  const button = form.querySelector("button")!;
  const say = (words: string) => {
    problem.hidden = !words;
    problem.querySelector("span")!.textContent = words;
  };
  form.addEventListener("submit", (e) => {
    e.preventDefault();
    const d = box.dataset;
    const key = field.value.replace(/\s+/g, "").toUpperCase();
    say("");
    if (!/^AGE-SECRET-KEY-1[0-9A-Z]{58}$/.test(key)) return say(d.bad!);
    const words = button.textContent;
    button.textContent = d.working!;
    void open(key, d)
      .then((answer) => {
        field.value = "";
        form.querySelector<HTMLInputElement>("[name=answer]")!.value = btoa(String.fromCharCode(...answer));
        form.submit();
      })
      .catch((why: unknown) => {
        button.textContent = words;
        say(why === "key" ? d.bad! : d.other!);
      });
  });
}

async function open(key: string, d: DOMStringMap): Promise<Uint8Array> {
  const { Decrypter } = await import("age-encryption");
  const age = new Decrypter();
  try {
    age.addIdentity(key);
  } catch {
    throw "key";
  }
  return makeAnswer(await age.decrypt(unbase64(d.wrap!)), unbase64(d.pub!), d.writer!, d.user!);
}

const box = document.querySelector<HTMLElement>("[data-pin]");
if (box) begin(box);
// nothing has come yet, or the tablet may ask anew: look again
if (document.querySelector("[data-pin-wait]")) setInterval(() => { if (!document.querySelector("details[open]")) location.reload(); }, 5000);
