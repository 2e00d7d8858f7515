"""Writes the transformers of the library by their dimensions: configs/workloads/NAME.yaml.

Rerun from the top of the repository, with any Python 3.8 or newer and nothing else: python3 workloads/zoo/transformers.py

Dimensions are those of the papers and model cards named with each family, as commonly recalled; the block weights that
follow from them are held against published parameter counts by a test. Values are synthetic; where each number
comes from stands in every file.
"""

import pathlib

GPT2 = "Radford et al., Language models are unsupervised multitask learners, 2019"
GPT3 = "Brown et al., Language models are few-shot learners, NeurIPS 2020, table 2.1"
LLAMA = "Touvron et al., LLaMA, arXiv 2302.13971, table 2"
LLAMA2 = "Touvron et al., Llama 2, arXiv 2307.09288"
LLAMA3 = "Grattafiori et al., The Llama 3 herd of models, arXiv 2407.21783, table 3"
OPT = "Zhang et al., OPT, arXiv 2205.01068, table 1"
BERT = "Devlin et al., BERT, NAACL 2019"
VIT = "Dosovitskiy et al., An image is worth 16x16 words, ICLR 2021, table 1"
DEIT = "Touvron et al., DeiT, ICML 2021, table 1"

# name: title, source, blocks, width, heads, key-value heads, head width, hidden width, outputs, positions, feed-forward, more
ZOO = {
    "gpt2-small": ("GPT-2 small (124 M)", GPT2, 12, 768, 12, 12, 64, 3072, 50257, 1024, "gelu", {}),
    "gpt2-medium": ("GPT-2 medium (355 M)", GPT2, 24, 1024, 16, 16, 64, 4096, 50257, 1024, "gelu", {}),
    "gpt2-large": ("GPT-2 large (774 M)", GPT2, 36, 1280, 20, 20, 64, 5120, 50257, 1024, "gelu", {}),
    "gpt2-xl": ("GPT-2 XL (1.5 B)", GPT2, 48, 1600, 25, 25, 64, 6400, 50257, 1024, "gelu", {}),
    "gpt3-small": ("GPT-3 small (125 M)", GPT3, 12, 768, 12, 12, 64, 3072, 50257, 2048, "gelu", {}),
    "gpt3-medium": ("GPT-3 medium (350 M)", GPT3, 24, 1024, 16, 16, 64, 4096, 50257, 2048, "gelu", {}),
    "gpt3-large": ("GPT-3 large (760 M)", GPT3, 24, 1536, 16, 16, 96, 6144, 50257, 2048, "gelu", {}),
    "gpt3-xl": ("GPT-3 XL (1.3 B)", GPT3, 24, 2048, 16, 16, 128, 8192, 50257, 2048, "gelu",
                {"note": "The paper prints 24 heads of 128, which are wider than the blocks; 16 heads are taken here."}),
    "gpt3-2.7b": ("GPT-3 2.7B", GPT3, 32, 2560, 32, 32, 80, 10240, 50257, 2048, "gelu", {}),
    "gpt3-6.7b": ("GPT-3 6.7B", GPT3, 32, 4096, 32, 32, 128, 16384, 50257, 2048, "gelu", {"outliers": True}),
    "gpt3-13b": ("GPT-3 13B", GPT3, 40, 5120, 40, 40, 128, 20480, 50257, 2048, "gelu",
                 {"outliers": True, "note": "The paper prints a width of 5140; 40 heads of 128 make 5120, taken here."}),
    "gpt3-175b": ("GPT-3 175B", GPT3, 96, 12288, 96, 96, 128, 49152, 50257, 2048, "gelu", {"outliers": True}),
    "llama-7b": ("LLaMA 7B", LLAMA, 32, 4096, 32, 32, 128, 11008, 32000, 2048, "swiglu", {"outliers": True}),
    "llama-13b": ("LLaMA 13B", LLAMA, 40, 5120, 40, 40, 128, 13824, 32000, 2048, "swiglu", {"outliers": True}),
    "llama-33b": ("LLaMA 33B", LLAMA, 60, 6656, 52, 52, 128, 17920, 32000, 2048, "swiglu", {"outliers": True}),
    "llama-65b": ("LLaMA 65B", LLAMA, 80, 8192, 64, 64, 128, 22016, 32000, 2048, "swiglu", {"outliers": True}),
    "llama2-7b": ("Llama 2 7B", LLAMA2, 32, 4096, 32, 32, 128, 11008, 32000, 4096, "swiglu", {"outliers": True}),
    "llama2-13b": ("Llama 2 13B", LLAMA2, 40, 5120, 40, 40, 128, 13824, 32000, 4096, "swiglu", {"outliers": True}),
    "llama2-70b": ("Llama 2 70B", LLAMA2, 80, 8192, 64, 8, 128, 28672, 32000, 4096, "swiglu", {"outliers": True}),
    "llama3-8b": ("Llama 3 8B", LLAMA3, 32, 4096, 32, 8, 128, 14336, 128256, 8192, "swiglu", {"outliers": True}),
    "llama3-70b": ("Llama 3 70B", LLAMA3, 80, 8192, 64, 8, 128, 28672, 128256, 8192, "swiglu", {"outliers": True}),
    "tinyllama-1.1b": ("TinyLlama 1.1B", "Zhang et al., TinyLlama, arXiv 2401.02385", 22, 2048, 32, 4, 64, 5632, 32000, 2048,
                       "swiglu", {}),
    "opt-125m": ("OPT 125M", OPT, 12, 768, 12, 12, 64, 3072, 50272, 2048, "relu", {}),
    "opt-350m": ("OPT 350M", OPT, 24, 1024, 16, 16, 64, 4096, 50272, 2048, "relu", {"embedding": 512}),
    "opt-1.3b": ("OPT 1.3B", OPT, 24, 2048, 32, 32, 64, 8192, 50272, 2048, "relu", {}),
    "opt-2.7b": ("OPT 2.7B", OPT, 32, 2560, 32, 32, 80, 10240, 50272, 2048, "relu", {}),
    "opt-6.7b": ("OPT 6.7B", OPT, 32, 4096, 32, 32, 128, 16384, 50272, 2048, "relu", {"outliers": True}),
    "opt-13b": ("OPT 13B", OPT, 40, 5120, 40, 40, 128, 20480, 50272, 2048, "relu", {"outliers": True}),
    "opt-30b": ("OPT 30B", OPT, 48, 7168, 56, 56, 128, 28672, 50272, 2048, "relu", {"outliers": True}),
    "opt-66b": ("OPT 66B", OPT, 64, 9216, 72, 72, 128, 36864, 50272, 2048, "relu", {"outliers": True}),
    "opt-175b": ("OPT 175B", OPT, 96, 12288, 96, 96, 128, 49152, 50272, 2048, "relu", {"outliers": True}),
    "bert-base": ("BERT base, encoder alone", BERT, 12, 768, 12, 12, 64, 3072, None, 512, "gelu", {"causal": False}),
    "bert-large": ("BERT large, encoder alone", BERT, 24, 1024, 16, 16, 64, 4096, None, 512, "gelu", {"causal": False}),
    "vit-b16": ("ViT-B/16 at 224x224", VIT, 12, 768, 12, 12, 64, 3072, 1000, 197, "gelu", {"image": True}),
    "vit-l16": ("ViT-L/16 at 224x224", VIT, 24, 1024, 16, 16, 64, 4096, 1000, 197, "gelu", {"image": True}),
    "deit-tiny": ("DeiT-Ti/16 at 224x224", DEIT, 12, 192, 3, 3, 64, 768, 1000, 197, "gelu", {"image": True}),
    "deit-small": ("DeiT-S/16 at 224x224", DEIT, 12, 384, 6, 6, 64, 1536, 1000, 197, "gelu", {"image": True}),
    "deit-base": ("DeiT-B/16 at 224x224", DEIT, 12, 768, 12, 12, 64, 3072, 1000, 197, "gelu", {"image": True}),
}

COMMON = """\
# Weights: a normal whose largest of some thousand values a filter is 3.6 sigma (extreme values of a normal; of 64 values it
# is 2.4 sigma, with which 3.02 bits are set, and tiny-gpt's int8 weights have 2.98).
# Activations: fitted to the set bits measured on tiny-gpt, int8, four blocks 64 wide (normalised 2.5; queries, keys, values
# 2.77; attended 2.26). Not fitted: the widest of 16 neighbours, 7.22, 7.82 and 6.80 bits here, 7.23, 7.74 and 6.69 measured
# (hidden 5.9 and 5.2, probabilities 4.2 and 3.2). Larger networks have longer tails."""

OUTLIERS = """\
# Outliers: in models of 6.7 B parameters and more about 0.1 % of the features of what enters attention and feed-forward
# layers are up to 20 times as large as the rest in all layers (Dettmers et al., LLM.int8(), NeurIPS 2022; recalled, not
# measured on this model). The largest value is theirs, so that the rest has a sigma of 0.014 of it."""

HIDDEN = {
    "gelu": ("{ distribution: product-normal, sigma: 0.071 }",
             "# Hidden: fitted to the set bits (1.36) measured on tiny-gpt behind its GELU; 23 % are zero, 16 % were."),
    "swiglu": ("{ distribution: product-normal, sigma: 0.055 }",
               "# Hidden: fitted to the set bits (1.21) of int8 codes of SiLU of a normal times a normal; computed, not measured."),
    "relu": ("{ distribution: rectified-normal, sigma: 0.2, zeroFraction: 0.95 }",
             "# Hidden: 95 % zeros behind the rectifier, as reported for trained OPT models (Liu et al., Deja Vu, ICML 2023;\n"
             "# recalled, and it differs by layer)."),
}

PROBABILITIES = {
    True: ("{ distribution: rectified-normal, sigma: 0.035, zeroFraction: 0.643 }",
           "# Probabilities: fitted to the zeros (67.5 %, the causal mask's included) and set bits (0.61) measured on tiny-gpt\n"
           "# over 64 tokens; a token generated alone is taken to be spread likewise."),
    False: ("{ distribution: rectified-normal, sigma: 0.035, zeroFraction: 0.298 }",
            "# Probabilities: fitted to the zeros (36 %) and set bits (1.21) measured on tiny-gpt over 64 tokens where its causal\n"
            "# mask lets them be."),
}


def text(name, row):
    title, source, blocks, width, heads, shared, head, hidden, outputs, positions, feed, more = row
    matrices = 3 if feed == "swiglu" else 2
    weights = blocks * (2 * width * heads * head + 2 * width * shared * head + matrices * width * hidden)
    lines = [
        f"# {title}: {blocks} blocks, {weights / 1e6:,.1f} M weights in them; by dimensions, synthetic values.",
        "# Written by workloads/zoo/transformers.py; change that instead."]
    if more.get("note"):
        lines.append("# " + more["note"])
    lines += COMMON.split("\n")
    if more.get("outliers"):
        lines += OUTLIERS.split("\n")
    encoder = more.get("image") or more.get("causal") is False
    lines += HIDDEN[feed][1].split("\n") + PROBABILITIES[not encoder][1].split("\n")
    if more.get("image"):
        lines.append("# Pixels: as those of the convolutional networks of this library.")
    lines += [f"source: {source!r}".replace("'", '"'), f"blocks: {blocks}", f"width: {width}", f"heads: {heads}"]
    if shared != heads:
        lines.append(f"keyValueHeads: {shared}")
    lines += [f"headWidth: {head}", f"hiddenWidth: {hidden}", f"feedForward: {feed}"]
    if more.get("embedding"):
        lines.append(f"embeddingWidth: {more['embedding']}")
    if outputs:
        lines.append(f"outputs: {outputs}")
    lines.append(f"positions: {positions}")
    lines.append(f"causal: {'false' if encoder else 'true'}")
    if more.get("image"):
        lines.append("patches: { image: 224, patch: 16 }")
    normalised = ("{ distribution: normal, sigma: 0.014, outliers: { share: 0.001, factor: 20 } }"
                  if more.get("outliers") else "{ distribution: normal, sigma: 0.21 }")
    lines += [
        "values:",
        "  weights: { distribution: normal, sigma: 0.28 }",
        f"  normalised: {normalised}",
        "  projected: { distribution: normal, sigma: 0.307 }",
        f"  probabilities: {PROBABILITIES[not encoder][0]}",
        "  attended: { distribution: normal, sigma: 0.15 }",
        f"  hidden: {HIDDEN[feed][0]}"]
    return "\n".join(lines) + "\n"


def main():
    for name, row in ZOO.items():
        pathlib.Path(f"configs/workloads/{name}.yaml").write_text(text(name, row), encoding="utf-8")


if __name__ == "__main__":
    main()
