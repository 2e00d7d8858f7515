#!/usr/bin/env python3
"""Trains a character-level GPT on Bitwright's own documentation, with NumPy alone, and writes its weights.

usage: tiny_gpt.py -o DIR               (Debian package python3-numpy; half an hour on one core)
       tiny_gpt.py --collect            (makes the corpus anew from the repository's history)

The corpus is README.md, CONTRIBUTING.md and docs/*.md as they stood at one commit. It lies beside this script, so that
neither later pages nor a shallow clone change it, and its hash is checked. Its 96 most frequent characters are the
vocabulary; rarer ones are left out. Every twentieth block of 1,024 characters is held out.

The network is GPT-2's (Radford et al., 2019): learned positions, normalisation before each part, causal attention,
GELU by its tanh form, the output sharing the embedding's weights. Gradients are written out by hand below; a check of
them against differences is `--check`. Weights are rounded to bfloat16 once, after training, and stored so; what is
printed as perplexity is that of the rounded weights.

Written: model.safetensors (tensors named and laid out as Hugging Face's GPT-2), vocabulary.txt, held-out.npy, and of the
text trained on calibration.npy, four sequences for ranges of activations, and quantisation.npy, 64 for quantisers;
prompt.npy, 64 held-out characters, is what the trace bundle reads.
"""
import argparse
import gzip
import hashlib
import json
import math
import os
import struct
import subprocess
import time

import numpy as np

COMMIT = "617712b91043871ad4e12ca37a5795e8f229647d"
CORPUS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "tiny_gpt_corpus.txt.gz")
SHA256 = "20dc87ee28bc87c4c64bc28820c01fe436b2fc3def9efdfee59de9cf6ce4b2e1"
CHARACTERS = 96
BLOCK, EVERY = 1024, 20
WIDTH, HEADS, LAYERS, CONTEXT = 64, 4, 4, 128
EPSILON = np.float32(1e-5)


# --- the corpus ----------------------------------------------------------------------------------------------------

def collect():
    """The documentation at the commit, as git has it."""
    def git(*arguments):
        return subprocess.run(["git", *arguments], check=True, capture_output=True).stdout
    pages = git("ls-tree", "--name-only", COMMIT, "docs/").decode().split("\n")
    pages = ["README.md", "CONTRIBUTING.md"] + sorted(page for page in pages if page.endswith(".md"))
    text = b"\n".join(git("show", f"{COMMIT}:{page}") for page in pages)
    with gzip.GzipFile(CORPUS, "wb", 9, mtime=0) as out:
        out.write(text)
    print(f"{len(pages)} pages, {len(text)} bytes, SHA-256 {hashlib.sha256(text).hexdigest()}")


def corpus():
    """Vocabulary, training tokens by block, held-out tokens."""
    with gzip.open(CORPUS) as file:
        data = file.read()
    found = hashlib.sha256(data).hexdigest()
    if found != SHA256:
        raise SystemExit(f"{CORPUS}: SHA-256 must be {SHA256}, got {found}")
    text = data.decode()
    counts = {}
    for character in text:
        counts[character] = counts.get(character, 0) + 1
    vocabulary = sorted(sorted(counts, key=lambda c: (-counts[c], c))[:CHARACTERS])
    code = {character: i for i, character in enumerate(vocabulary)}
    tokens = np.array([code[c] for c in text if c in code], np.uint8)
    blocks = [tokens[at:at + BLOCK] for at in range(0, len(tokens) - BLOCK + 1, BLOCK)]
    held_out = [block for i, block in enumerate(blocks) if i % EVERY == EVERY // 2]
    # What lies between two held-out blocks is one run of text.
    runs, run = [], []
    for i, block in enumerate(blocks):
        if i % EVERY == EVERY // 2:
            runs.append(np.concatenate(run))
            run = []
        else:
            run.append(block)
    return vocabulary, runs + [np.concatenate(run)] if run else runs, np.stack(held_out)


# --- the network ---------------------------------------------------------------------------------------------------

def initial(vocabulary, random):
    def normal(*shape, deviation=0.02):
        return random.normal(0, deviation, shape).astype(np.float32)
    weights = {"wte.weight": normal(vocabulary, WIDTH), "wpe.weight": normal(CONTEXT, WIDTH)}
    deep = 0.02 / math.sqrt(2 * LAYERS)
    for layer in range(LAYERS):
        at = f"h.{layer}."
        for norm in ("ln_1", "ln_2"):
            weights[at + norm + ".weight"] = np.ones(WIDTH, np.float32)
            weights[at + norm + ".bias"] = np.zeros(WIDTH, np.float32)
        for name, rows, columns, deviation in (("attn.c_attn", WIDTH, 3 * WIDTH, 0.08),
                                               ("attn.c_proj", WIDTH, WIDTH, deep),
                                               ("mlp.c_fc", WIDTH, 4 * WIDTH, 0.08),
                                               ("mlp.c_proj", 4 * WIDTH, WIDTH, deep)):
            weights[at + name + ".weight"] = normal(rows, columns, deviation=deviation)
            weights[at + name + ".bias"] = np.zeros(columns, np.float32)
    weights["ln_f.weight"] = np.ones(WIDTH, np.float32)
    weights["ln_f.bias"] = np.zeros(WIDTH, np.float32)
    return weights


def normalised(x, weight, bias):
    centred = x - x.mean(-1, keepdims=True)
    inverse = 1 / np.sqrt((centred * centred).mean(-1, keepdims=True) + EPSILON)
    unit = centred * inverse
    return unit * weight + bias, (unit, inverse)


def normalised_back(gradient, weight, saved):
    unit, inverse = saved
    to_unit = gradient * weight
    mean = to_unit.mean(-1, keepdims=True)
    along = (to_unit * unit).mean(-1, keepdims=True)
    return (inverse * (to_unit - mean - unit * along),
            (gradient * unit).sum(0), gradient.sum(0))


ROOT = np.float32(math.sqrt(2 / math.pi))
CUBIC = np.float32(0.044715)


def gelu(x):
    t = np.tanh(ROOT * (x + CUBIC * x * x * x))
    return np.float32(0.5) * x * (1 + t), t


def gelu_back(gradient, x, t):
    slope = ROOT * (1 + 3 * CUBIC * x * x)
    return gradient * np.float32(0.5) * ((1 + t) + x * (1 - t * t) * slope)


class Network:
    """Forward and backward passes over [batch, time] tokens; activations are [batch * time, width]."""

    def __init__(self, weights, heads=HEADS):
        self.w, self.heads = weights, heads
        self.layers = sum(name.endswith("ln_1.weight") for name in weights)

    def run(self, tokens, random=None, dropout=0.0):
        """Logits [batch * time, vocabulary] and what the way back needs."""
        w = self.w
        batch, length = tokens.shape
        width = w["wte.weight"].shape[1]
        each = width // self.heads

        def dropped(x):
            if random is None or dropout == 0:
                return x, None
            mask = (random.random(x.shape, dtype=np.float32) >= dropout) * np.float32(1 / (1 - dropout))
            return x * mask, mask

        def split(x):
            return x.reshape(batch, length, self.heads, each).transpose(0, 2, 1, 3)

        later = np.triu(np.full((length, length), -np.inf, np.float32), 1)
        x = w["wte.weight"][tokens.reshape(-1)] + np.tile(w["wpe.weight"][:length], (batch, 1))
        x, mask = dropped(x)
        tape = [mask]
        for layer in range(self.layers):
            at = f"h.{layer}."
            a, norm1 = normalised(x, w[at + "ln_1.weight"], w[at + "ln_1.bias"])
            qkv = a @ w[at + "attn.c_attn.weight"] + w[at + "attn.c_attn.bias"]
            q, k, v = (split(part) for part in np.split(qkv, 3, 1))
            scores = (q @ k.transpose(0, 1, 3, 2)) * np.float32(1 / math.sqrt(each)) + later
            shares = np.exp(scores - scores.max(-1, keepdims=True))
            shares /= shares.sum(-1, keepdims=True)
            mixed = (shares @ v).transpose(0, 2, 1, 3).reshape(-1, width)
            attended, mask1 = dropped(mixed @ w[at + "attn.c_proj.weight"] + w[at + "attn.c_proj.bias"])
            x = x + attended
            m, norm2 = normalised(x, w[at + "ln_2.weight"], w[at + "ln_2.bias"])
            h = m @ w[at + "mlp.c_fc.weight"] + w[at + "mlp.c_fc.bias"]
            g, t = gelu(h)
            fed, mask2 = dropped(g @ w[at + "mlp.c_proj.weight"] + w[at + "mlp.c_proj.bias"])
            x = x + fed
            tape.append((a, norm1, q, k, v, shares, mixed, mask1, m, norm2, h, g, t, mask2))
        n, norm = normalised(x, w["ln_f.weight"], w["ln_f.bias"])
        return n @ w["wte.weight"].T, (tape, n, norm)

    def back(self, tokens, gradient, saved):
        """Gradients of all weights, given that of the logits."""
        w = self.w
        tape, n, norm = saved
        batch, length = tokens.shape
        width = w["wte.weight"].shape[1]
        each = width // self.heads
        scale = np.float32(1 / math.sqrt(each))
        d = {"wte.weight": gradient.T @ n}

        def split(x):
            return x.reshape(batch, length, self.heads, each).transpose(0, 2, 1, 3)

        def joined(x):
            return x.transpose(0, 2, 1, 3).reshape(-1, width)

        def linear(name, taken, g):
            d[name + ".weight"] = taken.T @ g
            d[name + ".bias"] = g.sum(0)
            return g @ w[name + ".weight"].T

        def norm_back(name, g, kept):
            result, d[name + ".weight"], d[name + ".bias"] = normalised_back(g, w[name + ".weight"], kept)
            return result

        dx = norm_back("ln_f", gradient @ w["wte.weight"], norm)
        for layer in reversed(range(self.layers)):
            at = f"h.{layer}."
            a, norm1, q, k, v, shares, mixed, mask1, m, norm2, h, g, t, mask2 = tape[1 + layer]
            dg = linear(at + "mlp.c_proj", g, dx if mask2 is None else dx * mask2)
            dm = linear(at + "mlp.c_fc", m, gelu_back(dg, h, t))
            dx = dx + norm_back(at + "ln_2", dm, norm2)
            dmixed = split(linear(at + "attn.c_proj", mixed, dx if mask1 is None else dx * mask1))
            dshares = dmixed @ v.transpose(0, 1, 3, 2)
            dv = shares.transpose(0, 1, 3, 2) @ dmixed
            dscores = shares * (dshares - (dshares * shares).sum(-1, keepdims=True)) * scale
            dq = dscores @ k
            dk = dscores.transpose(0, 1, 3, 2) @ q
            dqkv = np.concatenate([joined(dq), joined(dk), joined(dv)], 1)
            da = linear(at + "attn.c_attn", a, dqkv)
            dx = dx + norm_back(at + "ln_1", da, norm1)
        if tape[0] is not None:
            dx = dx * tape[0]
        np.add.at(d["wte.weight"], tokens.reshape(-1), dx)
        d["wpe.weight"] = np.zeros_like(w["wpe.weight"])
        d["wpe.weight"][:length] = dx.reshape(batch, length, width).sum(0)
        return d

    def loss(self, tokens, targets, random=None, dropout=0.0, gradients=True):
        """Mean cross entropy in nats, and gradients."""
        logits, saved = self.run(tokens, random, dropout)
        logits -= logits.max(-1, keepdims=True)
        shares = np.exp(logits)
        sums = shares.sum(-1, keepdims=True)
        flat = targets.reshape(-1)
        rows = np.arange(len(flat))
        loss = float((np.log(sums[:, 0], dtype=np.float64) - logits[rows, flat]).mean())
        if not gradients:
            return loss, None
        shares /= sums
        shares[rows, flat] -= 1
        shares /= np.float32(len(flat))
        return loss, self.back(tokens, shares, saved)


def perplexity(weights, blocks):
    """Of held-out blocks: cut into windows of a context, every token but a window's first predicted from those before."""
    windows = blocks.reshape(-1, CONTEXT).astype(np.int64)
    network = Network(weights)
    losses = [network.loss(part[:, :-1], part[:, 1:], gradients=False)[0] for part in np.array_split(windows, 4)]
    sizes = [len(part) for part in np.array_split(windows, 4)]
    return math.exp(sum(l * s for l, s in zip(losses, sizes)) / sum(sizes))


def check():
    """Gradients against central differences, in double precision."""
    random = np.random.default_rng(3)
    weights = {name: value.astype(np.float64) + random.normal(0, 0.1, value.shape)
               for name, value in initial(CHARACTERS, random).items()}
    tokens = random.integers(0, CHARACTERS, (2, 9))
    network = Network(weights)
    _, d = network.loss(tokens[:, :-1], tokens[:, 1:])
    worst = 0
    for name, value in weights.items():
        flat = value.reshape(-1)
        for at in random.integers(0, flat.size, 4):
            kept, step = flat[at], 1e-6
            flat[at] = kept + step
            up = network.loss(tokens[:, :-1], tokens[:, 1:], gradients=False)[0]
            flat[at] = kept - step
            down = network.loss(tokens[:, :-1], tokens[:, 1:], gradients=False)[0]
            flat[at] = kept
            wanted = (up - down) / (2 * step)
            worst = max(worst, abs(wanted - d[name].reshape(-1)[at]) / max(1e-3, abs(wanted)))
    print(f"largest relative difference of a gradient: {worst:.2e}")
    if worst > 1e-3:
        raise SystemExit(1)


# --- training ------------------------------------------------------------------------------------------------------

def train(vocabulary, runs, held_out, options):
    random = np.random.default_rng(options.seed)
    weights = initial(len(vocabulary), random)
    network = Network(weights)
    first = {name: np.zeros_like(value) for name, value in weights.items()}
    second = {name: np.zeros_like(value) for name, value in weights.items()}
    starts = np.array([(r, at) for r, run in enumerate(runs) for at in range(len(run) - CONTEXT)])
    begun = time.time()
    total = 0.0
    for step in range(1, options.steps + 1):
        picked = starts[random.integers(0, len(starts), options.batch)]
        window = np.stack([runs[r][at:at + CONTEXT + 1] for r, at in picked]).astype(np.int64)
        loss, d = network.loss(window[:, :-1], window[:, 1:], random, options.dropout)
        total += loss
        size = math.sqrt(sum(float((g * g).sum()) for g in d.values()))
        warm = min(1, step / 200)
        rate = options.rate * warm * (0.05 + 0.95 * 0.5 * (1 + math.cos(math.pi * step / options.steps)))
        for name, g in d.items():
            g *= np.float32(min(1, 1 / size))
            first[name] += np.float32(0.1) * (g - first[name])
            second[name] += np.float32(0.02) * (g * g - second[name])
            unbiased = first[name] / np.float32(1 - 0.9 ** step)
            root = np.sqrt(second[name] / np.float32(1 - 0.98 ** step)) + np.float32(1e-8)
            if weights[name].ndim == 2:
                weights[name] *= np.float32(1 - rate * options.decay)
            weights[name] -= np.float32(rate) * unbiased / root
        if step % 200 == 0 or step == options.steps:
            print(f"step {step}: training loss {total / (200 if step % 200 == 0 else step % 200):.3f}, held out "
                  f"{math.log(perplexity(weights, held_out)):.3f}, {time.time() - begun:.0f} s", flush=True)
            total = 0.0
    return weights


# --- files ---------------------------------------------------------------------------------------------------------

def bfloat16(x):
    """Nearest even, as codes of 16 bits."""
    bits = x.astype(np.float32).view(np.uint32)
    return ((bits + (0x7fff + ((bits >> 16) & 1))) >> 16).astype(np.uint16)


def widened(codes):
    return (codes.astype(np.uint32) << 16).view(np.float32)


def write_safetensors(path, tensors, metadata):
    header, at = {"__metadata__": metadata}, 0
    for name, codes in tensors.items():
        header[name] = {"dtype": "BF16", "shape": list(codes.shape), "data_offsets": [at, at + codes.nbytes]}
        at += codes.nbytes
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as out:
        out.write(struct.pack("<Q", len(text)) + text)
        for codes in tensors.values():
            out.write(codes.astype("<u2").tobytes())


def write_texts(folder, runs, held_out):
    np.save(os.path.join(folder, "held-out.npy"), held_out)
    np.save(os.path.join(folder, "calibration.npy"),
            np.stack([runs[len(runs) * i // 4][:CONTEXT] for i in range(4)]))
    np.save(os.path.join(folder, "prompt.npy"), held_out[2, 768:832])
    # Sequences that quantisers weigh errors on, evenly spread over the text trained on, so that the first few are, too.
    windows = [run[at:at + CONTEXT] for run in runs for at in range(0, len(run) - CONTEXT, CONTEXT)]
    np.save(os.path.join(folder, "quantisation.npy"),
            np.stack([windows[i * 37 % 64 * len(windows) // 64] for i in range(64)]))


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("-o", "--output", help="where the weights are written")
    options.add_argument("--collect", action="store_true", help="make the corpus from the repository's history")
    options.add_argument("--check", action="store_true", help="compare gradients with differences")
    options.add_argument("--steps", type=int, default=6000)
    options.add_argument("--batch", type=int, default=16)
    options.add_argument("--rate", type=float, default=3e-3)
    options.add_argument("--decay", type=float, default=0.1)
    options.add_argument("--dropout", type=float, default=0.1)
    options.add_argument("--seed", type=int, default=1)
    options = options.parse_args()
    if options.collect:
        return collect()
    if options.check:
        return check()
    vocabulary, runs, held_out = corpus()
    print(f"{len(vocabulary)} characters; {sum(map(len, runs))} tokens to train on, {held_out.size} held out")
    weights = train(vocabulary, runs, held_out, options)
    exact = perplexity(weights, held_out)
    codes = {name: bfloat16(value) for name, value in weights.items()}
    rounded = perplexity({name: widened(value) for name, value in codes.items()}, held_out)
    parameters = sum(value.size for value in weights.values())
    print(f"{parameters} parameters; held-out perplexity {exact:.4f}, with weights in bfloat16 {rounded:.4f}")
    if options.output is None:
        return
    os.makedirs(options.output, exist_ok=True)
    origin = (f"trained by workloads/training/tiny_gpt.py --steps {options.steps} --batch {options.batch} --rate "
              f"{options.rate} --decay {options.decay} --dropout {options.dropout} --seed {options.seed} with NumPy "
              f"{np.__version__} on Bitwright's documentation (SHA-256 {SHA256})")
    write_safetensors(os.path.join(options.output, "model.safetensors"), codes,
                      {"origin": origin, "heldOutPerplexity": f"{rounded:.4f}"})
    write_texts(options.output, runs, held_out)
    with open(os.path.join(options.output, "vocabulary.txt"), "w") as out:
        out.write("".join(vocabulary))


if __name__ == "__main__":
    main()
