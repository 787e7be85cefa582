// One window writes. The first holds a Web Lock; another shows a page and may take over: it asks the first one to finish
// and let go, and after five seconds takes the lock all the same (its database fence then stops the first one's writes).

const name = "sothon-writer";
const channelName = "sothon-window";

export type Turn = { /** Runs when another window took over. */ lost: Promise<void>; release(): void };

/** The turn to write, or undefined when another window has it. */
export async function takeTurn(force: boolean, letGo: () => Promise<void>): Promise<Turn | undefined> {
  if (force) {
    new BroadcastChannel(channelName).postMessage("let-go");
    for (let i = 0; i < 25; i++) {
      const turn = await request({ ifAvailable: true }, letGo);
      if (turn) return turn;
      await new Promise((next) => setTimeout(next, 200));
    }
    return request({ steal: true }, letGo);
  }
  return request({ ifAvailable: true }, letGo);
}

function request(options: LockOptions, letGo: () => Promise<void>): Promise<Turn | undefined> {
  return new Promise((answer) => {
    let lose: () => void = () => {};
    const lost = new Promise<void>((done) => (lose = done));
    let release: () => void = () => {};
    const held = new Promise<void>((done) => (release = done));
    const channel = new BroadcastChannel(channelName);
    navigator.locks
      .request(name, options, async (lock) => {
        if (!lock) {
          channel.close();
          answer(undefined);
          return;
        }
        channel.onmessage = (event) => {
          if (event.data === "let-go") void letGo().finally(() => { release(); lose(); });
        };
        answer({ lost, release });
        await held;
        channel.close();
      })
      .catch(() => lose()); // stolen
  });
}
