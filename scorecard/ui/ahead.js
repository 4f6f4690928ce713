(() => {  // what the page says of a county is there at once when it is chosen; the server follows, and has the last word
  const state = window.scorecardAhead ?? (window.scorecardAhead = {shown: []});
  state.stop?.();

  const app = () => document.querySelector('[data-testid=stApp]').dataset;
  const places = () => [...document.querySelectorAll('main [data-place]')];
  const place = (name) => places().find((each) => each.dataset.place === name);
  const part = document.getElementById('part') ?? document.body.appendChild(Object.assign(document.createElement('input'), {id: 'part', type: 'hidden'}));
  const follow = () => {  // charts show the county that all words are of
    const [named, ...others] = new Set(places().map((each) => each.dataset.part));
    if (!named || others.length || part.value === named) return;
    part.value = named;
    part.dispatchEvent(new Event('input'));
  };
  const takeBack = () => {  // where the server has said nothing else, it says what it said before
    state.shown.forEach(([ahead, said]) => ahead.isConnected && ahead.replaceWith(said));
    state.shown = [];
  };
  const show = () => {
    const found = [...document.querySelectorAll('main template')].find((each) => each.dataset.county === state.county);
    if (!found || app().testConnectionState !== 'CONNECTED') return;
    const said = [...found.content.children].map((each) => each.cloneNode(true));
    if (!said.every((each) => place(each.dataset.place))) return;
    takeBack();
    state.part = said[0].dataset.part;
    state.shown = said.map((each) => [each, place(each.dataset.place)]);
    state.shown.forEach(([ahead, before]) => before.replaceWith(ahead));
  };

  let ending, acted;
  const changed = () => {
    const chosen = document.querySelector('.st-key-choice_county input')?.value;
    const running = app().testScriptState !== 'notRunning';
    if (acted && chosen !== state.county) {
      state.county = chosen;
      state.heard = false;
      show();
    } else if (!state.shown.length) state.county = chosen;
    else if (places().some((each) => each.dataset.part !== state.part)) show();  // the answer to a choice before this one
    state.heard ||= running;
    clearTimeout(ending);
    if (state.shown.length && state.heard && !running) ending = setTimeout(takeBack, 300);
    follow();
  };
  const act = (event) => {  // what the reader does changes the filter before anything else happens
    if (!event.isTrusted) return;
    acted = true;
    setTimeout(() => { acted = false; });
  };
  const observer = new MutationObserver(changed);
  observer.observe(document.body, {childList: true, subtree: true, attributes: true, attributeFilter: ['value', 'data-test-script-state']});
  const events = new AbortController();
  ['keydown', 'pointerup', 'click'].forEach((name) => addEventListener(name, act, {capture: true, signal: events.signal}));
  state.stop = () => { observer.disconnect(); events.abort(); clearTimeout(ending); };
  changed();
})()
