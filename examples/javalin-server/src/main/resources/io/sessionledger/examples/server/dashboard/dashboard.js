// Draws the charts, fetches what comes after a page, and shows the fields that fit a rate's method. Every page is whole without it, or has a link to all of it.
(() => {
  'use strict';

  const css = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const colour = name => css(name === 'accent' || name === 'muted' ? `--${name}` : `--bar-${name}`);
  const drawn = [];

  function labels(days, width) {
    const step = Math.max(1, Math.ceil(days.length / Math.max(2, Math.floor(width / 64))));
    return days.map((_, i) => i).filter(i => i % step === 0);
  }

  // small numbers all with as many decimals as the one that has the most
  function short(values) {
    const most = {notation: 'compact', maximumFractionDigits: 2};
    const format = options => new Intl.NumberFormat(document.documentElement.lang, options);
    const decimals = value => format(most).formatToParts(value).find(part => part.type === 'fraction')?.value.length ?? 0;
    const least = Math.max(...values) < 10 ? Math.max(0, ...values.map(decimals)) : 0;
    return values.map(format({...most, minimumFractionDigits: least}).format);
  }

  function stacked(lines) {
    const sums = lines[0].values.map(() => 0);
    return lines.map(line => line.values.map((value, i) => (sums[i] += value)));
  }

  // of what is counted there are no halves
  function steps(lines) {
    const whole = lines.every(line => line.values.every(Number.isInteger));
    return whole ? {incrs: Array.from({length: 12}, (_, i) => [1, 2, 5].map(n => n * 10 ** i)).flat()} : {};
  }

  function draw(box) {
    const chart = JSON.parse(box.dataset.chart);
    const count = chart.days.length;
    const values = chart.stacked ? stacked(chart.lines) : chart.lines.map(line => line.values.slice(0, count));
    // the tallest of a stack first, the others in front of it
    const order = chart.lines.map((_, i) => i);
    if (chart.stacked) order.reverse();
    else order.sort((a, b) => (chart.lines[a].kind === 'line') - (chart.lines[b].kind === 'line'));
    const series = order.map(i => {
      const line = chart.lines[i];
      return line.kind === 'line'
        ? {stroke: colour(line.colour), width: 1.5, points: {show: count < 2}}
        : {stroke: colour(line.colour), fill: colour(line.colour), width: 0, points: {show: false},
           paths: uPlot.paths.bars({size: [0.7, 40], align: 0})};
    });
    const tip = document.createElement('div');
    tip.className = 'tip';
    tip.hidden = true;
    const options = {
      width: box.clientWidth, height: box.clientHeight,
      padding: [8, 8, 0, 0],
      legend: {show: false},
      cursor: {y: false, drag: {x: false, y: false}, points: {show: false}},
      scales: {x: {time: false, range: [-0.6, count - 0.4]},
               y: {range: (_, __, max) => [0, uPlot.rangeNum(0, max || 1, 0.1, true)[1]]}},
      axes: [
        {stroke: css('--faint'), font: `12px ${css('--font')}`, grid: {show: false}, ticks: {show: false}, size: 32, gap: 8,
         splits: plot => labels(chart.days, plot.width), values: (_, splits) => splits.map(i => chart.days[i] ?? '')},
        {stroke: css('--faint'), font: `12px ${css('--font')}`, grid: {stroke: css('--line'), width: 1},
         ticks: {show: false}, size: 52, values: (_, splits) => short(splits), ...steps(chart.lines)},
      ],
      series: [{}, ...series],
      hooks: {setCursor: [plot => point(plot, chart, tip, box)]},
    };
    box.replaceChildren();
    const plot = new uPlot(options, [chart.days.map((_, i) => i), ...order.map(i => values[i])], box);
    box.append(tip);
    drawn.push(() => plot.destroy());
    return plot;
  }

  function point(plot, chart, tip, box) {
    const i = plot.cursor.idx;
    tip.hidden = i == null || plot.cursor.left < 0;
    if (tip.hidden) return;
    const head = document.createElement('b');
    head.textContent = chart.days[i];
    const rows = chart.lines.map(line => {
      const row = document.createElement('span');
      const name = document.createElement('i');
      name.textContent = line.label;
      const value = document.createElement('strong');
      value.textContent = line.written[i] ?? '';
      row.append(name, value);
      return row;
    });
    tip.replaceChildren(head, ...rows);
    const left = plot.cursor.left + plot.bbox.left / devicePixelRatio;
    const beyond = left + tip.offsetWidth + 16 > box.clientWidth;
    tip.style.transform = `translate(${Math.max(0, beyond ? left - tip.offsetWidth - 12 : left + 12)}px, 8px)`;
  }

  function drawIn(part) {
    part.querySelectorAll('[data-chart]').forEach(box => {
      const plot = draw(box);
      box.dataset.drawn = 'true';
      let width = box.clientWidth;
      const watcher = new ResizeObserver(() => {
        if (box.clientWidth !== width) plot.setSize({width: width = box.clientWidth, height: box.clientHeight});
      });
      watcher.observe(box);
      drawn.push(() => watcher.disconnect());
    });
  }

  function drawAll() {
    drawn.splice(0).forEach(end => end());
    drawIn(document);
  }

  // panels that take longer than the page come after it, all by one request
  async function fetchLater() {
    const places = [...document.querySelectorAll('[data-later]')];
    if (!places.length) return;
    const show = (name, shown) => places.forEach(place => { place.querySelector(name).hidden = !shown; });
    show('[data-coming]', true);
    try {
      const answer = await fetch(places[0].dataset.later);
      if (!answer.ok || answer.redirected) throw new Error('not the panels');
      const parts = new DOMParser().parseFromString(await answer.text(), 'text/html');
      places.forEach(place => {
        place.replaceChildren(...parts.querySelector(`[data-part="${place.dataset.part}"]`).childNodes);
        drawIn(place);
      });
    } catch {
      show('[data-coming]', false);
      show('[data-failed]', true);
    }
  }

  function fitMethod() {
    const method = document.querySelector('[data-method]');
    if (!method) return;
    const show = () => {
      const tiered = method.value === 'tiered_minutes';
      document.querySelector('[data-tiers]').hidden = !tiered;
      document.querySelector('[data-priced]').hidden = tiered;
    };
    method.addEventListener('change', show);
    show();
  }

  // an open menu closes by Escape and by a click beside it
  function closeMenus() {
    const menu = document.querySelector('.menu');
    document.addEventListener('click', event => { if (!menu.contains(event.target)) menu.open = false; });
    document.addEventListener('keydown', event => {
      if (event.key === 'Escape' && menu.open) {
        menu.open = false;
        menu.querySelector('summary').focus();
      }
    });
  }

  drawAll();
  fetchLater();
  fitMethod();
  closeMenus();
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', drawAll);
})();
