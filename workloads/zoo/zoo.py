"""Writes the shape-only bundles of published networks: configs/workloads/NAME/trace.yaml.

Rerun from the top of the repository, with any Python 3.8 or newer and nothing else: python3 workloads/zoo/zoo.py

Shapes are built from the networks' definitions (below, one function each). Values are synthetic. Their two free
parameters an operand are fitted to statistics that we measured on quantised models (int8; the 35 convolutions behind the
first one of ResNet-8 on CIFAR-10 and of the Visual Wake Words MobileNet; mean over layers, on 4 and 2 inputs). A distribution's sigma is fitted at 8 bits and then keeps its ratio to the largest magnitude; the share of forced
zeros is set for each width so that all zeros together are what was measured.
"""

import math
import pathlib

# Measured means. Activations without their zero point, sign and magnitude.
HIDDEN_ZEROS = 0.434
HIDDEN_SET_BITS = 1.574
IMAGE_ZEROS = 0.006  # the first layers' inputs: 4 images of CIFAR-10, 2 of Visual Wake Words
IMAGE_SET_BITS = 3.85
WEIGHT_SET_BITS = 3.138
# Not fitted, to see how far the distributions go: the widest of 16 neighbours was 6.48 bits and is 6.53; 1.0 % of the
# weights were zero and 1.4 % are.


def spread(sigma, largest):
    """Probability of each magnitude floor(sigma * |normal|), what is larger counted as the largest."""
    below = [math.erf(v / sigma / math.sqrt(2)) for v in range(largest + 1)] + [1.0]
    return [below[v + 1] - below[v] for v in range(largest + 1)]


def forced(zeros, sigma, largest):
    """Share of forced zeros with which all zeros together are that share, or none."""
    small = spread(sigma, largest)[0]
    return round(max(0.0, (zeros - small) / (1 - small)), 3)


def fitted(set_bits, zeros, largest):
    """The sigma with which that many bits are set on average."""

    def mean(sigma):
        share = 1 - (forced(zeros, sigma, largest) if zeros is not None else 0)
        return share * sum(p * bin(v).count("1") for v, p in enumerate(spread(sigma, largest)))

    return min(range(1, largest + 1), key=lambda sigma: abs(mean(sigma) - set_bits))


HIDDEN_RATIO = fitted(HIDDEN_SET_BITS, HIDDEN_ZEROS, 255) / 255
IMAGE_RATIO = fitted(IMAGE_SET_BITS, IMAGE_ZEROS, 255) / 255
WEIGHT_RATIO = fitted(WEIGHT_SET_BITS, None, 127) / 127


def values(kind, largest):
    """The synthetic: entry of an operand whose magnitudes go up to the largest."""
    ratio = {"hidden": HIDDEN_RATIO, "image": IMAGE_RATIO, "signed": WEIGHT_RATIO, "weight": WEIGHT_RATIO}[kind]
    sigma = max(1, round(ratio * largest))
    zeros = {"hidden": HIDDEN_ZEROS, "image": IMAGE_ZEROS}.get(kind)
    distribution = "normal" if zeros is None else "rectified-normal"
    share = 0.0 if zeros is None else forced(zeros, sigma, largest)
    return f"{{ distribution: {distribution}, sigma: {sigma}, zeroFraction: {share}, maxMagnitude: {largest} }}"


class Net:
    """Layers as they are added; the shape [height, width, channels] is carried along."""

    def __init__(self, size, channels=3):
        self.shape = (size, size, channels)
        self.layers = []

    def conv(self, name, filters, kernel, stride=1, pad=0, groups=1, source=None, kind=None):
        height, width, channels = source or self.shape
        kind = kind or ("image" if not self.layers else "hidden")
        op = "depthwise" if groups == channels and groups > 1 else "conv2d"
        self.layers.append(
            dict(name=name, op=op, input=(height, width, channels), weights=(filters, kernel, kernel, channels // groups),
                 stride=stride, pad=pad, groups=groups, kind=kind))
        out = lambda extent: (extent + 2 * pad - kernel) // stride + 1
        result = (out(height), out(width), filters)
        if source is None:
            self.shape = result
        return result

    def pool(self, kernel, stride, pad=0, ceil=True):
        """Caffe rounds a pooled extent up, others down."""
        height, width, channels = self.shape
        round_up = stride - 1 if ceil else 0
        out = lambda extent: (extent + 2 * pad - kernel + round_up) // stride + 1
        self.shape = (out(height), out(width), channels)

    def dense(self, name, filters, globally=False):
        height, width, channels = self.shape
        inputs = channels if globally else height * width * channels
        self.layers.append(dict(name=name, op="fully-connected", input=(inputs,), weights=(filters, inputs), kind="hidden"))
        self.shape = (1, 1, filters)


def alexnet():
    net = Net(227)
    net.conv("conv1", 96, 11, 4)
    net.pool(3, 2)
    net.conv("conv2", 256, 5, 1, 2, groups=2)
    net.pool(3, 2)
    net.conv("conv3", 384, 3, 1, 1)
    net.conv("conv4", 384, 3, 1, 1, groups=2)
    net.conv("conv5", 256, 3, 1, 1, groups=2)
    net.pool(3, 2)
    for name, filters in ("fc6", 4096), ("fc7", 4096), ("fc8", 1000):
        net.dense(name, filters)
    return net


def nin():
    net = Net(224)
    net.conv("conv1", 96, 11, 4)
    net.conv("cccp1", 96, 1)
    net.conv("cccp2", 96, 1)
    net.pool(3, 2)
    net.conv("conv2", 256, 5, 1, 2)
    net.conv("cccp3", 256, 1)
    net.conv("cccp4", 256, 1)
    net.pool(3, 2)
    net.conv("conv3", 384, 3, 1, 1)
    net.conv("cccp5", 384, 1)
    net.conv("cccp6", 384, 1)
    net.pool(3, 2)
    net.conv("conv4-1024", 1024, 3, 1, 1)
    net.conv("cccp7-1024", 1024, 1)
    net.conv("cccp8-1024", 1000, 1)
    return net


def googlenet():
    net = Net(224)
    net.conv("conv1.7x7_s2", 64, 7, 2, 3)
    net.pool(3, 2)
    net.conv("conv2.3x3_reduce", 64, 1)
    net.conv("conv2.3x3", 192, 3, 1, 1)
    net.pool(3, 2)
    inceptions = {
        "3a": (64, 96, 128, 16, 32, 32), "3b": (128, 128, 192, 32, 96, 64), "4a": (192, 96, 208, 16, 48, 64),
        "4b": (160, 112, 224, 24, 64, 64), "4c": (128, 128, 256, 24, 64, 64), "4d": (112, 144, 288, 32, 64, 64),
        "4e": (256, 160, 320, 32, 128, 128), "5a": (256, 160, 320, 32, 128, 128), "5b": (384, 192, 384, 48, 128, 128)}
    for block, (one, reduce3, three, reduce5, five, projection) in inceptions.items():
        if block in ("4a", "5a"):
            net.pool(3, 2)
        name = f"inception_{block}."
        here = net.shape
        net.conv(name + "1x1", one, 1, source=here)
        net.conv(name + "3x3", three, 3, 1, 1, source=net.conv(name + "3x3_reduce", reduce3, 1, source=here))
        net.conv(name + "5x5", five, 5, 1, 2, source=net.conv(name + "5x5_reduce", reduce5, 1, source=here))
        net.conv(name + "pool_proj", projection, 1, source=here)
        net.shape = here[:2] + (one + three + five + projection,)
    net.dense("loss3.classifier", 1000, globally=True)
    return net


def vgg_s():
    net = Net(224)
    net.conv("conv1", 96, 7, 2)
    net.pool(3, 3)
    net.conv("conv2", 256, 5)
    net.pool(2, 2)
    for name in "conv3", "conv4", "conv5":
        net.conv(name, 512, 3, 1, 1)
    net.pool(3, 3)
    for name, filters in ("fc6", 4096), ("fc7", 4096), ("fc8", 1000):
        net.dense(name, filters)
    return net


def vgg_m():
    net = Net(224)
    net.conv("conv1", 96, 7, 2)
    net.pool(3, 2)
    net.conv("conv2", 256, 5, 2, 1)
    net.pool(3, 2)
    for name in "conv3", "conv4", "conv5":
        net.conv(name, 512, 3, 1, 1)
    net.pool(3, 2)
    for name, filters in ("fc6", 4096), ("fc7", 2048), ("fc8", 1000):
        net.dense(name, filters)
    return net


def vgg_19():
    net = Net(224)
    for block, (filters, count) in enumerate(((64, 2), (128, 2), (256, 4), (512, 4), (512, 4)), 1):
        for i in range(1, count + 1):
            net.conv(f"conv{block}_{i}", filters, 3, 1, 1)
        net.pool(2, 2)
    for name, filters in ("fc6", 4096), ("fc7", 4096), ("fc8", 1000):
        net.dense(name, filters)
    return net


def resnet(blocks, bottleneck, stride_in_3x3=False):
    net = Net(224)
    net.conv("conv1", 64, 7, 2, 3)
    net.pool(3, 2, 1, ceil=False)
    for stage, count in enumerate(blocks):
        width = 64 << stage
        for i in range(count):
            stride = 2 if stage and not i else 1
            name, here = f"layer{stage + 1}.{i}.", net.shape
            if bottleneck:
                net.conv(name + "conv1", width, 1, 1 if stride_in_3x3 else stride)
                net.conv(name + "conv2", width, 3, stride if stride_in_3x3 else 1, 1)
                net.conv(name + "conv3", 4 * width, 1)
            else:
                net.conv(name + "conv1", width, 3, stride, 1)
                net.conv(name + "conv2", width, 3, 1, 1)
            if net.shape != here:
                net.conv(name + "downsample", net.shape[2], 1, stride, source=here)
    net.dense("fc", 1000, globally=True)
    return net


def mobilenet_v1():
    net = Net(224)
    net.conv("conv1", 32, 3, 2, 1)
    plan = [(64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2)] + [(512, 1)] * 5 + [(1024, 2), (1024, 1)]
    for i, (filters, stride) in enumerate(plan, 1):
        channels = net.shape[2]
        net.conv(f"dw{i}", channels, 3, stride, 1, groups=channels)
        net.conv(f"pw{i}", filters, 1)
    net.dense("fc", 1000, globally=True)
    return net


def mobilenet_v2():
    net = Net(224)
    net.conv("conv1", 32, 3, 2, 1)
    block = 0
    for expansion, filters, count, stride in (
            (1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)):
        for i in range(count):
            channels = net.shape[2] * expansion
            if expansion > 1:
                # What a linear bottleneck gives has passed no rectifier.
                net.conv(f"b{block}.expand", channels, 1, kind="signed")
            net.conv(f"b{block}.dw", channels, 3, stride if not i else 1, 1, groups=channels)
            net.conv(f"b{block}.project", filters, 1)
            block += 1
    net.conv("conv_last", 1280, 1, kind="signed")
    net.dense("fc", 1000, globally=True)
    return net


def squeezenet(first_filters, first_kernel, pool_before, last_pad):
    net = Net(227)
    net.conv("conv1", first_filters, first_kernel, 2)
    net.pool(3, 2)
    for fire, squeeze in zip(range(2, 10), (16, 16, 32, 32, 48, 48, 64, 64)):
        if fire in pool_before:
            net.pool(3, 2)
        name = f"fire{fire}."
        here = net.conv(name + "squeeze1x1", squeeze, 1)
        net.conv(name + "expand1x1", 4 * squeeze, 1, source=here)
        net.conv(name + "expand3x3", 4 * squeeze, 3, 1, 1, source=here)
        net.shape = here[:2] + (8 * squeeze,)
    if 9 not in pool_before and 10 in pool_before:
        net.pool(3, 2)
    net.conv("conv10", 1000, 1, 1, last_pad)
    return net


def by_block(profile):
    """GoogLeNet's profile has a value for each of conv1, conv2 and the nine inceptions."""
    keys = ["conv1", "conv2"] + ["inception_" + block for block in "3a 3b 4a 4b 4c 4d 4e 5a 5b".split()]
    table = dict(zip(keys, profile))
    return lambda name: table.get(name.split(".")[0])


def in_order(profile):
    rest = iter(profile)
    return lambda name: next(rest, None)


PROFILE = """\
# Precisions by profile (100 % accuracy, Stripes, MICRO 2016; sign bit included). Activations of convolutions: recalled,
# checked as a whole only, by {check} (docs/reproduce.md). Weights: recalled from
# Loom's table, not checked. Activations of fully connected layers have no profile and stand at 16 bits."""
TOGETHER = "the mean speed-up of six networks"

# name, title, network, bits, activation profile, weight bits (convolutions, then fully connected), what checks the profile
ZOO = [
    ("alexnet", "AlexNet as in BVLC Caffe, with groups", alexnet(), 16,
     in_order([9, 8, 5, 5, 7]), (11, [10, 9, 9]), TOGETHER),
    ("nin", "Network in Network for ImageNet", nin(), 16,
     in_order([8, 8, 8, 9, 7, 8, 8, 9, 9, 8, 8, 8]), (11, []), TOGETHER),
    ("googlenet", "GoogLeNet as in BVLC Caffe", googlenet(), 16,
     by_block([10, 8, 10, 9, 8, 10, 9, 8, 9, 10, 7]), (11, [None]), TOGETHER),
    ("vgg-s", "VGG CNN-S", vgg_s(), 16, in_order([7, 8, 9, 7, 9]), (12, [10, 9, 9]), TOGETHER),
    ("vgg-m", "VGG CNN-M-2048, the VGG-M of the bit-serial papers", vgg_m(), 16,
     in_order([7, 7, 7, 8, 7]), (12, [10, 8, 8]), TOGETHER),
    ("vgg-19", "VGG-19", vgg_19(), 16,
     in_order([12, 12, 12, 11, 12, 10, 11, 11, 13, 12, 13, 13, 13, 13, 13, 13]), (12, [10, 9, 9]),
     "this network's speed-up and the mean of six"),
    ("resnet-18", "ResNet-18", resnet((2, 2, 2, 2), False), 8, None, None, None),
    ("resnet-50-v1", "ResNet-50 v1, stride in the first 1x1 of a block", resnet((3, 4, 6, 3), True), 8, None, None, None),
    ("resnet-50-v1.5", "ResNet-50 v1.5, stride in the 3x3 of a block", resnet((3, 4, 6, 3), True, True), 8, None, None, None),
    ("mobilenet-v1", "MobileNet v1, width 1.0", mobilenet_v1(), 8, None, None, None),
    ("mobilenet-v2", "MobileNet v2, width 1.0", mobilenet_v2(), 8, None, None, None),
    ("squeezenet-1.0", "SqueezeNet 1.0", squeezenet(96, 7, (5, 9), 1), 8, None, None, None),
    ("squeezenet-1.1", "SqueezeNet 1.1", squeezenet(64, 3, (4, 6), 0), 8, None, None, None),
]


def macs(layer):
    filters, per_output = layer["weights"][0], math.prod(layer["weights"][1:])
    if layer["op"] == "fully-connected":
        return filters * per_output
    out = lambda extent: (extent + 2 * layer["pad"] - layer["weights"][1]) // layer["stride"] + 1
    return filters * per_output * out(layer["input"][0]) * out(layer["input"][1])


def operand(fmt, precision, shape, made, indent="      "):
    lines = [f"{indent}format: {fmt}"]
    if precision is not None:
        lines.append(f"{indent}precisionBits: {precision}")
    lines.append(f"{indent}shape: [{', '.join(map(str, shape))}]")
    lines.append(f"{indent}synthetic: {made}")
    return lines


def text(name, title, net, bits, profile, weight_bits, check):
    gmacs = sum(map(macs, net.layers)) / 1e9
    weights = sum(math.prod(layer["weights"]) for layer in net.layers) / 1e6
    width = "16-bit, recalled profile" if bits == 16 else "8-bit"
    lines = [
        f"# {title}: {len(net.layers)} layers, {gmacs:.2f} GMAC, {weights:.1f} M weights; {width}; shapes only, synthetic values.",
        "# Written by workloads/zoo/zoo.py; change that instead.",
        "# Activations: magnitudes of a normal with forced zeros, fitted to the zeros (43.4 %) and set bits (1.574, at 8 bits)",
        "# measured on layers of int8 ResNet-8 and MobileNet; the first layer likewise to those of images (0.6 %, 3.85).",
        "# Weights: a normal, fitted to the set bits measured there (3.138 at 8 bits). The ratio of sigma to the largest",
        "# magnitude is what is carried to other widths. Not fitted: the widest of 16 neighbours, 6.53 bits here, 6.48 measured."]
    if profile:
        lines += PROFILE.format(check=check).split("\n")
        if None in weight_bits[1]:
            lines.append("# The weights of the last layer have no profile either.")
    if any(layer["kind"] == "signed" for layer in net.layers):
        lines.append("# Layers after a linear bottleneck take signed values, spread as weights are (not measured).")
    lines += ["schemaVersion: 1", f"name: {name}", f"origin: shapes of {title.split(',')[0]}", "layers:"]
    dense = iter(weight_bits[1]) if weight_bits else None
    for layer in net.layers:
        fully = layer["op"] == "fully-connected"
        lines += [f"  - name: {layer['name']}", f"    op: {layer['op']}"]
        if not fully:
            if layer["stride"] != 1:
                lines.append(f"    stride: [{layer['stride']}, {layer['stride']}]")
            if layer["pad"]:
                lines.append(f"    padding: [{', '.join([str(layer['pad'])] * 4)}]")
            if layer["groups"] != 1 and layer["op"] == "conv2d":
                lines.append(f"    groups: {layer['groups']}")
        signed = layer["kind"] == "signed"
        of_weights = None
        if bits == 16:
            precision = None if fully else profile(layer["name"])
            largest = 2 ** ((precision or 16) - 1) - 1
            of_weights = next(dense) if fully else weight_bits[0]
            largest_weight = 2 ** ((of_weights or 16) - 1) - 1
        else:
            precision, largest, largest_weight = None, 127 if signed else 255, 127
        lines.append("    activations:")
        lines += operand(f"{'int' if signed else 'uint'}{bits}", precision, (1,) + layer["input"], values(layer["kind"], largest))
        lines.append("    weights:")
        lines += operand(f"int{bits}", of_weights, layer["weights"], values("weight", largest_weight))
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    top = pathlib.Path(__file__).resolve().parents[2] / "configs" / "workloads"
    for entry in ZOO:
        folder = top / entry[0]
        folder.mkdir(exist_ok=True)
        (folder / "trace.yaml").write_text(text(*entry), encoding="utf-8")
    print(f"sigma to largest magnitude: hidden {HIDDEN_RATIO:.4f}, image {IMAGE_RATIO:.4f}, weight {WEIGHT_RATIO:.4f}")
