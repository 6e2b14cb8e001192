'use strict';

/** Draws the tile below the slider, dark for its least value and bright for its largest. */

/* global matrix */

const canvas = document.querySelector('#picture');
const slider = document.querySelector('#row');
const context = canvas.getContext('2d');

async function draw() {
  const { shape, data } = await matrix.tile(Number(slider.value), 0, canvas.height, canvas.width);
  const [rows, columns] = shape;
  let [low, high] = [Infinity, -Infinity];
  for (const x of data) {
    if (x < low) low = x;
    if (x > high) high = x;
  }
  const image = context.createImageData(columns, rows);
  for (let i = 0; i < data.length; i++) {
    const grey = (255 * (data[i] - low)) / (high - low || 1);
    image.data.set([grey, grey, grey, 255], 4 * i);
  }
  context.clearRect(0, 0, canvas.width, canvas.height);
  context.putImageData(image, 0, 0);
}

async function start() {
  const { filename, shape, dtype, backing } = await matrix.describe();
  document.querySelector('#about').textContent =
    `${filename}: ${shape.join(' x ')} ${dtype} (${backing})`;
  slider.max = String(Math.max(0, shape[0] - canvas.height));
  slider.addEventListener('input', draw);
  await draw();
}

start();
