import { useEffect, useRef, useState } from "preact/hooks";

/** A field's text while it is being typed: what the engine makes of it (trimmed, rounded) shows only after leaving it. */
export function useTyped(stored: string, shown: (v: string) => string = (v) => v) {
  const [draft, setDraft] = useState<string>();
  const typing = useRef(false);
  useEffect(() => {
    if (!typing.current) setDraft(undefined);
  }, [stored]);
  return {
    text: draft ?? shown(stored),
    type: (v: string) => { typing.current = true; setDraft(v); },
    leave: () => { typing.current = false; setDraft(undefined); },
    typing: () => typing.current,
  };
}
