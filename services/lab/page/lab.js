// The numbers of a heat map's cell beside it: on pointing and on focus, kept by a click.
(() => {
  'use strict';
  const panel = document.getElementById('detail');
  const data = JSON.parse(document.getElementById('data').textContent);
  if (!panel || !data.cells) return;
  const percent = (value) => (value === null ? '–' : `${(value * 100).toFixed(1)}%`);
  const element = (name, text, parent) => {
    const made = document.createElement(name);
    if (text !== undefined) made.textContent = text;
    if (parent) parent.append(made);
    return made;
  };
  const table = (rows, parent) => {
    const body = element('tbody', undefined, element('table', undefined, parent));
    for (const row of rows) {
      const line = element('tr', undefined, body);
      row.forEach((value, i) => { element(i === 0 ? 'th' : 'td', value, line); });
    }
  };
  const show = (index) => {
    const cell = data.cells[index];
    panel.replaceChildren();
    for (const setting of cell.set) element('div', setting, panel).style.fontWeight = '600';
    element('h3', 'Probability, with its 95% interval', panel);
    const runs = cell.runs.length;
    table(Object.entries(cell.probability).filter(([name]) => cell.counts[name] > 0 || name === 'metastable').map(
      ([name, p]) => [name, `${cell.counts[name]} of ${runs - cell.counts.invalid}`, percent(p.share),
        `${percent(p.low)} to ${percent(p.high)}`]), panel);
    element('h3', 'Core goodput, mean of the runs', panel);
    table([['in the trigger', percent(cell.mean_goodput_in_trigger)], ['after it', percent(cell.mean_goodput_after_trigger)],
      ['at the end', percent(cell.mean_goodput_at_end)]], panel);
    element('h3', 'Runs', panel);
    table(cell.runs.map((run) => [`seed ${run.seed}`, run.class, run.why]), panel);
    element('h3', 'Play it as a drill', panel);
    element('pre', cell.play, panel).className = 'command';
  };
  let kept = null;
  for (const button of document.querySelectorAll('[data-cell]')) {
    const index = Number(button.dataset.cell);
    const look = () => { if (!kept) show(index); };
    button.addEventListener('pointerenter', look);
    button.addEventListener('focus', look);
    button.addEventListener('click', () => {
      if (kept) kept.classList.remove('kept');
      kept = kept === button ? null : button;
      if (kept) kept.classList.add('kept');
      show(index);
    });
  }
})();
