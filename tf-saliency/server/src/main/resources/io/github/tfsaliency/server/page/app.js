'use strict';

const RECTGRAD = 'rectified-gradient';
const WAIT_MILLIS = 150;
const by = (id) => document.getElementById(id);
const state = { models: [], picture: null, address: null, methods: new Map(), asked: new Map() };

/** The text of a method, with the slider's value where it is RectGrad. */
function spec(method) {
  return method === RECTGRAD ? `${RECTGRAD}:percentile=${by('percentile').value}` : method;
}

function say(text, isError = false) {
  by('status').textContent = text;
  by('status').classList.toggle('error', isError);
}

function model() {
  return state.models.find((each) => each.name === by('model').value);
}

async function start() {
  const described = await (await fetch('page/models.json')).json();
  state.models = described.models;
  for (const each of described.models) {
    by('model').append(new Option(each.name, each.name));
  }
  const first = described.models.find((each) => each.pictures);
  if (first) {
    by('model').value = first.name;
  }
  for (const name of described.known) {
    const option = document.createElement('option');
    option.value = name;
    by('methods').append(option);
  }
  described.methods.forEach((each) => addMethod(each));
  addMethod(RECTGRAD);
  modelChosen();
}

function modelChosen() {
  const chosen = model();
  by('labels').replaceChildren(
    ...(chosen ? chosen.labels : []).map((label) => {
      const option = document.createElement('option');
      option.value = label;
      return option;
    }));
  if (chosen && !chosen.pictures) {
    say(`The model ${chosen.name} takes no pictures. Ask it by the API.`, true);
    return;
  }
  explainAll();
}

function addMethod(method) {
  if (!method || state.methods.has(method)) {
    return;
  }
  const label = document.createElement('label');
  const box = document.createElement('input');
  box.type = 'checkbox';
  box.checked = true;
  box.addEventListener('change', explainAll);
  label.append(box, method);
  by('chosen').append(label);
  state.methods.set(method, box);
}

function figureOf(key, title) {
  let figure = [...by('maps').children].find((each) => each.dataset.key === key);
  if (!figure) {
    figure = document.createElement('figure');
    figure.dataset.key = key;
    figure.append(document.createElement('img'), document.createElement('figcaption'));
    by('maps').append(figure);
  }
  figure.querySelector('img').alt = title;
  return figure;
}

function take(file) {
  if (!file) {
    return;
  }
  const reader = new FileReader();
  reader.onload = () => {
    state.picture = reader.result.slice(reader.result.indexOf(',') + 1);
    state.address = reader.result;
    explainAll();
  };
  reader.onerror = () => say('The file cannot be read.', true);
  reader.readAsDataURL(file);
}

function explainAll() {
  if (!state.picture || !model() || !model().pictures) {
    return;
  }
  const photo = figureOf('', 'The picture');
  photo.querySelector('img').src = state.address;
  photo.querySelector('figcaption').textContent = 'The picture';
  for (const [method, box] of state.methods) {
    if (box.checked) {
      explain(method);
    } else {
      figureOf(method, method).remove();
      state.asked.delete(method);
    }
  }
}

/** One request a method at a time; what was asked for meanwhile is asked next. */
async function explain(method) {
  const question = JSON.stringify({
    instances: [{ b64: state.picture }],
    parameters: { method: spec(method), target: by('target').value.trim() || 'top', format: 'png' },
  });
  const running = state.asked.has(method);
  state.asked.set(method, { question, path: `v1/models/${encodeURIComponent(model().name)}:explain` });
  if (running) {
    return;
  }
  const figure = figureOf(method, `The map of ${method}`);
  while (state.asked.has(method)) {
    const asked = state.asked.get(method);
    figure.classList.add('waiting');
    say('Computing ...');
    await show(figure, asked);
    if (state.asked.get(method) === asked) {
      state.asked.delete(method);
    }
  }
  figure.classList.remove('waiting');
  if (state.asked.size === 0 && !by('status').classList.contains('error')) {
    say('Done.');
  }
}

async function show(figure, asked) {
  const caption = figure.querySelector('figcaption');
  try {
    const response = await fetch(asked.path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: asked.question,
    });
    const answer = await response.json();
    if (!response.ok) {
      throw new Error(answer.error);
    }
    const map = answer.explanations[0];
    figure.querySelector('img').src = `data:image/png;base64,${map.png}`;
    caption.textContent = [
      map.method,
      `${map.label === null ? `output ${map.target}` : map.label}: ${map.score.toFixed(3)}`,
      ...map.warnings,
    ].join('\n');
  } catch (failure) {
    figure.querySelector('img').removeAttribute('src');
    caption.textContent = failure.message;
    say(failure.message, true);
  }
}

let timer = 0;
function soon() {
  clearTimeout(timer);
  timer = setTimeout(() => {
    if (state.picture && state.methods.get(RECTGRAD).checked) {
      explain(RECTGRAD);
    }
  }, WAIT_MILLIS);
}

by('choices').addEventListener('submit', (event) => event.preventDefault());
by('file').addEventListener('change', () => take(by('file').files[0]));
by('model').addEventListener('change', modelChosen);
by('target').addEventListener('change', explainAll);
by('percentile').addEventListener('input', () => {
  by('percentile-value').textContent = by('percentile').value;
  soon();
});
function add() {
  addMethod(by('method').value.trim());
  by('method').value = '';
  explainAll();
}
by('add').addEventListener('click', add);
by('method').addEventListener('keydown', (event) => {
  if (event.key === 'Enter') {
    add();
  }
});
// Wherever it is dropped: a browser would leave the page for the picture otherwise.
for (const name of ['dragover', 'dragenter']) {
  document.addEventListener(name, (event) => {
    event.preventDefault();
    by('drop').classList.add('over');
  });
}
for (const name of ['dragleave', 'drop']) {
  document.addEventListener(name, () => by('drop').classList.remove('over'));
}
document.addEventListener('drop', (event) => {
  event.preventDefault();
  take(event.dataTransfer.files[0]);
});
start().catch((failure) => say(failure.message, true));
