(() => {  // what the page says of a county is there at once when it is chosen; the server follows, and has the last word
  const state = window.scorecardAhead ?? (window.scorecardAhead = {shown: []});
  state.stop?.();

  const app = () => document.querySelector('[data-testid=stApp]');
  const place = (name) => [...document.querySelectorAll('main [data-place]')].find((each) => each.dataset.place === name);
  const part = document.getElementById('part') ?? document.body.appendChild(Object.assign(document.createElement('input'), {id: 'part', type: 'hidden'}));
  const follow = () => {  // charts show the part that the words above them name
    const named = document.querySelector('main .shown')?.dataset.part ?? '';
    if (part.value === named) return;
    part.value = named;
    part.dispatchEvent(new Event('input'));
  };
  const takeBack = () => {  // where the server has said nothing else, it says what it said before
    state.shown.forEach(([ahead, said]) => ahead.isConnected && ahead.replaceWith(said));
    state.shown = [];
  };
  const show = (county) => {
    const found = [...document.querySelectorAll('main template')].find((each) => each.dataset.county === county);
    if (!found || app().dataset.testConnectionState !== 'CONNECTED') return;
    const pairs = [...found.content.children].map((each) => [each.cloneNode(true), place(each.dataset.place)]);
    if (pairs.some(([, said]) => !said)) return;
    takeBack();
    state.shown = pairs.map(([ahead]) => [ahead, place(ahead.dataset.place)]);
    state.shown.forEach(([ahead, said]) => said.replaceWith(ahead));
  };

  let county, settling;
  const changed = () => {
    const chosen = document.querySelector('.st-key-choice_county input')?.value;
    if (chosen !== county && county !== undefined) show(chosen);
    county = chosen;
    clearTimeout(settling);
    if (state.shown.length && app().dataset.testScriptState === 'notRunning') settling = setTimeout(takeBack, 300);
    follow();
  };
  const observer = new MutationObserver(changed);
  observer.observe(document.body, {childList: true, subtree: true, attributes: true, attributeFilter: ['value', 'data-test-script-state']});
  state.stop = () => { observer.disconnect(); clearTimeout(settling); };
  changed();
})()
