#!/usr/bin/env python3
"""Draws a data set of glyphs, trains a small convolutional network on it, quantises it to int8 and writes a trace bundle.

usage: glyphs_cnn.py -o DIR        (Debian packages python3-torch and python3-numpy; a few minutes on one core)

Everything is drawn and trained here from seeds: no data, fonts or weights of others. Training on another machine or
with another version of PyTorch may give slightly different weights; the bundle in the repository is the one that
counts, and its accuracy is checked by a test against its labels.

Quantisation: weights symmetric int8, a scale for each filter, the largest magnitude becoming 127; activations int8 with
zero point -128 (they are not negative after a rectifier), the largest value of a calibration set becoming 127; logits
int8 with a zero point. Batch normalisation is folded into weights and biases before. Sums are scaled as TensorFlow Lite
Micro does it (double rounding), here in NumPy, so that the stored outputs are an independent check of the Java side.
"""
import argparse
import math
import os

import numpy as np
import torch
from torch import nn
from torch.nn import functional

SIZE = 32
TEST = 500
CALIBRATION = 500


# --- the data set --------------------------------------------------------------------------------------------------

def arc(cx, cy, r, begin, end, steps=14):
    angles = np.linspace(math.radians(begin), math.radians(end), steps)
    return [(cx + r * math.cos(a), cy + r * math.sin(a)) for a in angles]


# Polylines in a square from -1 to 1, y downwards.
GLYPHS = {
    "circle": [arc(0, 0, 0.8, 0, 360)],
    "square": [[(-.7, -.7), (.7, -.7), (.7, .7), (-.7, .7), (-.7, -.7)]],
    "triangle": [[(0, -.8), (.8, .65), (-.8, .65), (0, -.8)]],
    "plus": [[(0, -.8), (0, .8)], [(-.8, 0), (.8, 0)]],
    "cross": [[(-.65, -.65), (.65, .65)], [(-.65, .65), (.65, -.65)]],
    "tee": [[(-.7, -.7), (.7, -.7)], [(0, -.7), (0, .8)]],
    "ell": [[(-.5, -.8), (-.5, .7), (.6, .7)]],
    "vee": [[(-.7, -.7), (0, .8), (.7, -.7)]],
    "zee": [[(-.6, -.7), (.6, -.7), (-.6, .7), (.6, .7)]],
    "aitch": [[(-.6, -.8), (-.6, .8)], [(.6, -.8), (.6, .8)], [(-.6, 0), (.6, 0)]],
    "arrow": [[(-.8, 0), (.8, 0)], [(.2, -.55), (.8, 0), (.2, .55)]],
    "hook": [[(.1, -.8), (.1, .3)] , arc(-.25, .3, .35, 0, 180)],
    "wave": [arc(-.4, 0, .4, 180, 360) + arc(.4, 0, .4, 180, 0)],
    "moon": [arc(.1, 0, .75, 60, 300)],
    "hourglass": [[(-.6, -.7), (.6, -.7), (-.6, .7), (.6, .7), (-.6, -.7)]],
    "eight": [arc(0, -.4, .38, 90, 450), arc(0, .4, .38, -90, 270)],
}
CLASSES = list(GLYPHS)
SEGMENTS = [np.array([(*a, *b) for line in lines for a, b in zip(line, line[1:])]) for lines in GLYPHS.values()]
GRID = np.stack(np.meshgrid(np.arange(SIZE), np.arange(SIZE)), -1).astype(np.float64)  # [row][column] = (x, y)


def draw(label, random):
    """One glyph, turned, stretched, shifted, of random thickness and contrast, with noise: bytes."""
    angle = math.radians(random.uniform(-25, 25))
    turn = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    slant = np.array([[1, random.uniform(-.2, .2)], [0, 1]])
    stretch = np.diag(random.uniform(.72, 1.0, 2) * 11.5)
    shape = stretch @ slant @ turn
    centre = SIZE / 2 - .5 + random.uniform(-2.5, 2.5, 2)
    ends = SEGMENTS[label].reshape(-1, 2) @ shape.T + centre
    a, b = ends[0::2], ends[1::2]
    along = b - a
    offset = GRID[:, :, None, :] - a
    t = np.clip((offset * along).sum(-1) / np.maximum((along ** 2).sum(-1), 1e-9), 0, 1)
    distance = np.sqrt((((offset - t[..., None] * along) ** 2).sum(-1)).min(-1))
    ink = np.clip(random.uniform(.9, 2.0) + .5 - distance, 0, 1)
    paper = random.uniform(0, .15)
    image = paper + ink * (random.uniform(.35, 1.0) - paper)
    image = image + random.normal(0, random.uniform(.02, .27), image.shape)
    return np.clip(np.rint(image * 255), 0, 255).astype(np.uint8)


def draw_set(count, seed):
    random = np.random.default_rng(seed)
    labels = random.permutation(np.arange(count) % len(CLASSES))
    return np.stack([draw(label, random) for label in labels]), labels.astype(np.int64)


# --- the network ---------------------------------------------------------------------------------------------------

# name, operation, filters, kernel, stride
LAYERS = [
    ("conv1", "conv2d", 16, 3, 1),
    ("conv2-depthwise", "depthwise", 16, 3, 2),
    ("conv3-pointwise", "conv2d", 32, 1, 1),
    ("conv4", "conv2d", 48, 3, 1),
    ("conv5-pointwise", "conv2d", 64, 1, 1),
    ("conv6", "conv2d", 64, 3, 2),
]


def padding(size, kernel, stride):
    total = max((math.ceil(size / stride) - 1) * stride + kernel - size, 0)
    return total // 2, total - total // 2


class Block(nn.Module):
    """Padding as TensorFlow's SAME, convolution, normalisation, rectifier."""

    def __init__(self, channels, filters, kernel, stride, depthwise):
        super().__init__()
        self.kernel, self.stride = kernel, stride
        self.conv = nn.Conv2d(channels, filters, kernel, stride, groups=channels if depthwise else 1, bias=False)
        self.norm = nn.BatchNorm2d(filters)

    def forward(self, x):
        before, after = padding(x.shape[2], self.kernel, self.stride)
        return functional.relu(self.norm(self.conv(functional.pad(x, (before, after, before, after)))))


class GlyphsCnn(nn.Module):
    def __init__(self):
        super().__init__()
        blocks, channels = [], 1
        for _, op, filters, kernel, stride in LAYERS:
            blocks.append(Block(channels, filters, kernel, stride, op == "depthwise"))
            channels = filters
        self.blocks = nn.ModuleList(blocks)
        self.classes = nn.Linear(channels, len(CLASSES))

    def forward(self, x):
        for block in self.blocks:
            x = block(x)
        return self.classes(x.mean((2, 3)))


def train(images, labels, epochs):
    network = GlyphsCnn()
    x = torch.from_numpy(images).float()[:, None] / 255
    y = torch.from_numpy(labels)
    optimiser = torch.optim.Adam(network.parameters(), 2e-3)
    steps = epochs * math.ceil(len(x) / 64)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 6e-3, total_steps=steps)
    for epoch in range(epochs):
        network.train()
        correct = 0
        for batch in torch.randperm(len(x)).split(64):
            scores = network(x[batch])
            loss = functional.cross_entropy(scores, y[batch])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
            correct += (scores.argmax(1) == y[batch]).sum().item()
        print(f"epoch {epoch + 1}: {100 * correct / len(x):.2f} % of the training set", flush=True)
    return network.eval()


def folded(block):
    """Weights [K,kh,kw,C/groups] and biases with the normalisation in them."""
    norm = block.norm
    factor = (norm.weight / torch.sqrt(norm.running_var + norm.eps)).detach()
    weights = block.conv.weight.detach() * factor[:, None, None, None]
    bias = (norm.bias - norm.running_mean * factor).detach()
    return weights.permute(0, 2, 3, 1).numpy().astype(np.float32), bias.numpy().astype(np.float64)


# --- quantisation --------------------------------------------------------------------------------------------------

def quantised(weights):
    scale = (np.abs(weights).reshape(len(weights), -1).max(1) / 127).astype(np.float32)
    scale = np.maximum(scale, np.float32(1e-8))
    codes = np.rint(weights / scale.reshape(-1, *[1] * (weights.ndim - 1)))
    return np.clip(codes, -127, 127).astype(np.int8), scale


def multiplier(factor):
    fraction, shift = math.frexp(factor)
    m = math.floor(fraction * (1 << 31) + .5)
    return (m // 2, shift + 1) if m == 1 << 31 else (m, shift)


def scaled(sums, factors):
    """Double rounding: a rounding high multiplication, then a rounding shift."""
    result = np.empty_like(sums)
    for k, factor in enumerate(factors):
        m, shift = multiplier(factor)
        product = (sums[..., k] << max(shift, 0)) * m
        nudge = np.where(product >= 0, 1 << 30, 1 - (1 << 30))
        value = product + nudge
        high = np.where(value >= 0, value >> 31, -(-value >> 31))
        e = max(-shift, 0)
        mask = (1 << e) - 1
        result[..., k] = (high >> e) + ((high & mask) > (mask >> 1) + (high < 0))
    return result


def convolve(x, weights, stride, pads, depthwise):
    """Exact sums; x [N,H,W,C] int64 with zero meaning zero."""
    before, after = pads
    x = np.pad(x, ((0, 0), (before, after), (before, after), (0, 0)))
    kernel = weights.shape[1]
    size = (x.shape[1] - kernel) // stride + 1
    sums = 0
    for ky in range(kernel):
        for kx in range(kernel):
            tap = x[:, ky:ky + stride * size:stride, kx:kx + stride * size:stride]
            w = weights[:, ky, kx].astype(np.int64)
            sums = sums + (tap * w[:, 0] if depthwise else
                           # products of 8-bit values are exact in double precision
                           np.rint(tap.astype(np.float64) @ w.T.astype(np.float64)).astype(np.int64))
    return sums


class Bundle:
    def __init__(self, folder):
        self.folder, self.lines = folder, []
        os.makedirs(folder, exist_ok=True)

    def save(self, name, array):
        np.save(os.path.join(self.folder, name), array)

    def line(self, text):
        self.lines.append(text)


def number(scale):
    return repr(float(scale)) if float(np.float32(float(str(scale)))) != float(scale) else str(scale)


def write(folder, network, images, labels, calibration, origin, floats):
    bundle = Bundle(folder)
    x_scale = np.float32(1 / 255)
    codes = images[..., None].astype(np.int64)  # hardware values: codes without their zero point
    bundle.save("input.npy", (codes - 128).astype(np.int8))
    bundle.save("labels.npy", labels.astype(np.uint8))
    float_x = torch.from_numpy(calibration).float()[:, None] / 255
    previous = "input"
    for (name, op, filters, kernel, stride), block in zip(LAYERS, network.blocks):
        with torch.no_grad():
            float_x = block(float_x)
        y_scale = np.float32(float_x.max().item() / 255)
        masters, bias = folded(block)
        weights, w_scale = quantised(masters)
        factors = [float(x_scale) * float(s) / float(y_scale) for s in w_scale]
        biases = np.rint(bias / (float(x_scale) * w_scale.astype(np.float64))).astype(np.int64)
        pads = padding(codes.shape[1], kernel, stride)
        sums = convolve(codes, weights, stride, pads, op == "depthwise") + biases
        codes = np.clip(scaled(sums, factors), 0, 255)
        for suffix, array in ((".weights", weights), (".weights.scale", w_scale), (".weights.f32", masters),
                              (".bias", biases.astype(np.int32))):
            bundle.save(name + suffix + ".npy", array)
        bundle.line(f"  - name: {name}")
        bundle.line(f"    op: {op}")
        bundle.line(f"    inputs: [{previous}]")
        if stride > 1:
            bundle.line(f"    stride: [{stride}, {stride}]")
        if sum(pads):
            bundle.line(f"    padding: [{pads[0]}, {pads[1]}, {pads[0]}, {pads[1]}]")
        bundle.line(f"    activations: {{ format: int8, scale: {number(x_scale)}, zeroPoint: -128 }}")
        bundle.line(f"    weights: {{ format: int8, scale: {name}.weights.scale.npy }}")
        bundle.line(f"    output: {{ format: int8, scale: {number(y_scale)}, zeroPoint: -128 }}")
        x_scale, previous = y_scale, name

    count = codes.shape[1] * codes.shape[2]
    sums = (codes - 128).sum((1, 2))  # over codes with their zero point, as an int8 average pool does
    codes = np.where(sums > 0, (sums + count // 2) // count, -((count // 2 - sums) // count)) + 128
    bundle.line("  - name: pool")
    bundle.line("    op: avg-pool")
    bundle.line(f"    inputs: [{previous}]")
    side = math.isqrt(count)
    bundle.line(f"    window: [{side}, {side}]")
    bundle.line("  - name: flat")
    bundle.line("    op: reshape")
    bundle.line("    inputs: [pool]")
    bundle.line(f"    shape: [{codes.shape[1]}]")

    with torch.no_grad():
        logits = network.classes(float_x.mean((2, 3))).numpy()
    low, high = min(logits.min(), 0), max(logits.max(), 0)
    y_scale = np.float32((high - low) / 255)
    zero = int(round(-128 - low / float(y_scale)))
    masters = network.classes.weight.detach().numpy().astype(np.float32)
    weights, w_scale = quantised(masters)
    biases = np.rint(network.classes.bias.detach().numpy().astype(np.float64)
                     / (float(x_scale) * w_scale.astype(np.float64))).astype(np.int64)
    sums = codes @ weights.T.astype(np.int64) + biases
    factors = [float(x_scale) * float(s) / float(y_scale) for s in w_scale]
    output = np.clip(scaled(sums, factors) + zero, -128, 127)
    for suffix, array in ((".weights", weights), (".weights.scale", w_scale), (".weights.f32", masters),
                          (".bias", biases.astype(np.int32)), (".output", output.astype(np.int8))):
        bundle.save("classes" + suffix + ".npy", array)
    bundle.line("  - name: classes")
    bundle.line("    op: fully-connected")
    bundle.line("    inputs: [flat]")
    bundle.line(f"    activations: {{ format: int8, scale: {number(x_scale)}, zeroPoint: -128 }}")
    bundle.line("    weights: { format: int8, scale: classes.weights.scale.npy }")
    bundle.line(f"    output: {{ format: int8, scale: {number(y_scale)}, zeroPoint: {zero} }}")

    right = 100 * (output.argmax(1) == labels).mean()
    head = [
        "# Made by workloads/training/glyphs_cnn.py, which says how; not to be edited by hand.",
        "schemaVersion: 1",
        "name: glyphs-cnn",
        f'origin: "{origin}; test accuracy {floats:.1f} % in float, {right:.1f} % in int8"',
        "source: { file: glyphs_cnn.py }",
        "labels: labels.npy",
        f"classes: [{', '.join(CLASSES)}]",
        "input: { format: int8, scale: %s, zeroPoint: -128 }" % number(np.float32(1 / 255)),
        "layers:",
    ]
    with open(os.path.join(folder, "trace.yaml"), "w") as out:
        out.write("\n".join(head + bundle.lines) + "\n")
    return right


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("-o", "--output", required=True, help="the bundle's folder")
    options.add_argument("--images", type=int, default=8000, help="size of the training set")
    options.add_argument("--epochs", type=int, default=8)
    options.add_argument("--seed", type=int, default=1)
    options = options.parse_args()
    torch.manual_seed(options.seed)
    torch.set_num_threads(1)  # sums in one order
    images, labels = draw_set(options.images, options.seed * 1000 + 1)
    tests, truth = draw_set(TEST, options.seed * 1000 + 2)
    network = train(images, labels, options.epochs)
    with torch.no_grad():
        scores = network(torch.from_numpy(tests).float()[:, None] / 255)
    floats = 100 * (scores.argmax(1).numpy() == truth).mean()
    origin = (f"trained by workloads/training/glyphs_cnn.py --images {options.images} --epochs {options.epochs} "
              f"--seed {options.seed} with PyTorch {torch.__version__.split('+')[0]} on glyphs that it draws itself")
    right = write(options.output, network, tests, truth, images[:CALIBRATION], origin, floats)
    print(f"test set: {floats:.1f} % in float, {right:.1f} % in int8")


if __name__ == "__main__":
    main()
