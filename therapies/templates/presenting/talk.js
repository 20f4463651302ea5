// The buttons of the talk's list: each says in `data-act` what it does, and Python does it. A slide
// is moved by its buttons, by Alt with an arrow on one of them, or by dragging it.
let end = () => {}; // on another ground Streamlit starts this again without ending it

const slide = ({ target }) => target.closest?.(".vc .talk-steps > li");
const number = (item) => [...item.parentElement.children].indexOf(item) + 1;
const WAYS = { ArrowUp: "up", ArrowDown: "down" };

export default function ({ setTriggerValue }) {
  end();
  const stop = new AbortController();
  const on = (name, act) => document.addEventListener(name, act, { signal: stop.signal });
  const press = (button) => button && !button.disabled && setTriggerValue("act", button.dataset.act);
  on("click", ({ target }) => press(target.closest?.(".vc [data-act]")));
  on("keydown", (event) => {
    const item = event.altKey && event.key in WAYS && slide(event);
    if (!item) return;
    event.preventDefault();
    press(item.querySelector(`[data-act^="${WAYS[event.key]} "]`));
  });

  let dragged = null;
  const over = (item) => {
    for (const each of document.querySelectorAll(".talk-steps > li")) each.classList.toggle("over", each === item);
  };
  on("dragstart", (event) => {
    dragged = slide(event) ?? null;
    event.dataTransfer?.setData("text/plain", "");
  });
  on("dragover", (event) => {
    const item = dragged && slide(event);
    if (item) event.preventDefault(); // it may be dropped here
    over(item);
  });
  on("drop", (event) => {
    const item = dragged && slide(event);
    if (!item) return;
    event.preventDefault();
    setTriggerValue("act", `move ${number(dragged)} ${number(item)} ${item.parentElement.dataset.mark}`);
  });
  on("dragend", () => over((dragged = null)));
  end = () => stop.abort();
  return end;
}
