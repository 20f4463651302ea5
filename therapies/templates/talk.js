// The buttons of the talk's list: each says in `data-act` what it does, and Python does it.
export default function ({ setTriggerValue }) {
  const act = (event) => {
    const button = event.target.closest?.(".vc [data-act]");
    if (button && !button.disabled) setTriggerValue("act", button.dataset.act);
  };
  document.addEventListener("click", act);
  return () => document.removeEventListener("click", act);
}
