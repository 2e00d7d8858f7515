#!/usr/bin/env python3
"""Computes tiny-gpt's logits in PIM-GPT's arithmetic with NumPy, as an independent check of the Java side.

usage: pim_gpt_logits.py ../../../../configs/workloads/tiny-gpt > ../resources/bitwright/accel/pim/value/tiny-gpt-logits.txt

Every operation is a float32 operation of NumPy on bfloat16 numbers, rounded to bfloat16 by its bits. Lines: the settings
(accumulator, terms, what is done about arguments), then for each token of the text its logits as hexadecimal codes.
"""
import json
import math
import struct
import sys

import numpy as np

TEXT = "The array waits for"
F = np.float32
HEADS = 4


def bf(x):
    """Nearest bfloat16, ties to even."""
    bits = np.asarray(x, F).view(np.uint32)
    return ((bits + (0x7fff + ((bits >> 16) & 1)).astype(np.uint32)) & np.uint32(0xffff0000)).view(F)


def add(a, b):
    return bf(F(a) + F(b))


def mul(a, b):
    return bf(F(a) * F(b))


def read(folder):
    data = open(folder + "/model.safetensors", "rb").read()
    size = struct.unpack("<Q", data[:8])[0]
    header = json.loads(data[8:8 + size])
    tensors = {}
    for name, entry in header.items():
        if name != "__metadata__":
            begin, end = entry["data_offsets"]
            codes = np.frombuffer(data[8 + size + begin:8 + size + end], "<u2").astype(np.uint32)
            tensors[name] = (codes << 16).view(F).reshape(entry["shape"])
    return tensors


def tree(values):
    """Neighbours first along the last axis, an odd one passing through; bfloat16."""
    while values.shape[-1] > 1:
        odd = values[..., -1:] if values.shape[-1] % 2 else values[..., :0]
        even = values[..., :values.shape[-1] // 2 * 2]
        values = np.concatenate([add(even[..., 0::2], even[..., 1::2]), odd], -1)
    return values[..., 0]


class Banks:
    def __init__(self, wide):
        self.wide = wide

    def dot(self, rows, vector):
        """Each row times the vector: 16 products a step."""
        count = rows.shape[-1]
        pad = -count % 16
        rows = np.pad(rows, ((0, 0), (0, pad)))
        vector = np.pad(vector, (0, pad))
        register = np.zeros(len(rows), F)
        for at in range(0, count, 16):
            products = rows[:, at:at + 16] * vector[at:at + 16]
            if self.wide:
                while products.shape[1] > 1:
                    products = products[:, 0::2] + products[:, 1::2]
                register = register + products[:, 0]
            else:
                register = add(register, tree(bf(products)))
        return bf(register)


class Chip:
    def __init__(self, terms, arguments, newton=3, root=1):
        self.arguments, self.newton, self.root = arguments, newton, root
        self.factorials = [bf(F(1 / math.factorial(k))) for k in range(terms + 1)]
        exact = []
        for k in range(terms):
            total = (1 if k == 0 else 0) - sum(exact[i] * exact[k - 1 - i] for i in range(k))
            exact.append(total / (2 * k + 1))
        self.odd = [bf(F(value)) for value in exact]

    @staticmethod
    def horner(coefficients, x):
        total = np.full_like(x, coefficients[-1])
        for c in reversed(coefficients[:-1]):
            total = add(mul(total, x), c)
        return total

    def exp(self, x):
        if self.arguments == "series":
            return self.horner(self.factorials, x)
        near = np.clip(x, F(-40), F(40))
        whole = np.rint(mul(near, bf(F(1 / math.log(2)))))
        y = add(near, -mul(whole, F(0.6875)))
        y = add(y, -mul(whole, bf(F(math.log(2) - 0.6875))))
        return np.ldexp(self.horner(self.factorials, y), whole.astype(int)).astype(F)

    def reciprocal(self, x):
        codes = np.uint32(0x7ef3) - (np.asarray(x, F).view(np.uint32) >> 16)
        y = (codes << 16).view(F)
        for _ in range(self.newton):
            y = mul(y, add(F(2), -mul(x, y)))
        return y

    def inverse_root(self, x):
        codes = np.uint32(0x5f37) - (np.asarray(x, F).view(np.uint32) >> 16 >> 1)
        y = (codes << 16).view(F)
        for _ in range(self.root):
            y = mul(y, add(F(1.5), -mul(mul(x, F(0.5)), mul(y, y))))
        return y

    def tanh(self, x):
        if self.arguments != "reduced":
            return np.clip(mul(self.horner(self.odd, mul(x, x)), x), F(-1), F(1))
        return add(F(1), -2 * self.reciprocal(add(self.exp(2 * x), F(1))))

    def gelu(self, x):
        root = math.sqrt(2 / math.pi)
        inner = mul(add(mul(mul(x, x), bf(F(root * 0.044715))), bf(F(root))), x)
        return mul(add(self.tanh(inner), F(1)), mul(x, F(0.5)))

    def softmax(self, x):
        powers = self.exp(add(x, -x.max()))
        return mul(powers, self.reciprocal(tree(powers[None])))

    def norm(self, x, scale, shift):
        each = bf(F(1 / len(x)))
        x = add(x, -mul(tree(x[None])[0], each))
        variance = add(mul(tree(mul(x, x)[None])[0], each), bf(F(1e-5)))
        return add(mul(mul(x, self.inverse_root(variance[None])[0]), scale), shift)


def logits(w, tokens, banks, chip):
    layers = sum(name.endswith("ln_1.weight") for name in w)
    width = w["wte.weight"].shape[1]
    each = width // HEADS
    past = [([], []) for _ in range(layers)]
    root = bf(F(1 / math.sqrt(each)))

    def linear(name, x):
        return add(banks.dot(w[name + ".weight"].T, x), w[name + ".bias"])

    def norm(name, x):
        return chip.norm(x, w[name + ".weight"], w[name + ".bias"])

    for position, token in enumerate(tokens):
        x = add(w["wte.weight"][token], w["wpe.weight"][position])
        for layer in range(layers):
            at = f"h.{layer}."
            q, k, v = np.split(linear(at + "attn.c_attn", norm(at + "ln_1", x)), 3)
            keys, values = past[layer]
            keys.append(k)
            values.append(v)
            mixed = []
            for head in range(HEADS):
                part = slice(head * each, (head + 1) * each)
                scores = mul(banks.dot(np.array(keys)[:, part], q[part]), root)
                mixed.append(banks.dot(np.array(values)[:, part].T.copy(), chip.softmax(scores)))
            x = add(x, linear(at + "attn.c_proj", np.concatenate(mixed)))
            up = chip.gelu(linear(at + "mlp.c_fc", norm(at + "ln_2", x)))
            x = add(x, linear(at + "mlp.c_proj", up))
        yield banks.dot(w["wte.weight"], norm("ln_f", x))


def main():
    folder = sys.argv[1]
    w = read(folder)
    vocabulary = open(folder + "/vocabulary.txt").read()
    tokens = [vocabulary.index(c) for c in TEXT]
    print("# pim_gpt_logits.py, NumPy", np.__version__)
    print("#", TEXT)
    np.seterr(all="ignore")
    for wide in (False, True):
        for terms, arguments in ((6, "reduced"), (2, "reduced"), (5, "tangent_series"), (4, "series")):
            print("float32" if wide else "bfloat16", terms, arguments)
            for row in logits(w, tokens, Banks(wide), Chip(terms, arguments)):
                print(" ".join(f"{code:04x}" for code in row.view(np.uint32) >> 16))


if __name__ == "__main__":
    main()
