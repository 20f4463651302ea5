// The buttons of the talk's list: each says in `data-act` what it does, and Python does it.
let end = () => {}; // on another ground Streamlit starts this again without ending it

export default function ({ setTriggerValue }) {
  end();
  const act = (event) => {
    const button = event.target.closest?.(".vc [data-act]");
    if (button && !button.disabled) setTriggerValue("act", button.dataset.act);
  };
  document.addEventListener("click", act);
  end = () => document.removeEventListener("click", act);
  return end;
}
