"""What int8 products by rows cost in quality, with and without activation outliers moved into the weights.

    python bench/activation_scales.py --model DIR --text FILE [--text FILE ...] --calibration FILE

Simulates per-token activations (a scale, or a scale and a zero point) and per-output weights of 8 bits in PyTorch and
prints the change of log-perplexity against float32 on the first 1,500 tokens of each text. Outliers are moved as in
SmoothQuant (arXiv 2211.10438, equation 4) through norms, value and up projections, so that decoding needs no further
operator. Needs torch and transformers; Llama-shaped checkpoints only.
"""
import argparse

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer


def log_perplexity(model, ids):
    """Mean negative log-likelihood of a token, in nats, in windows of 500."""
    total, count = 0.0, 0
    for start in range(0, len(ids) - 1, 500):
        window = torch.tensor([ids[start : start + 501]])
        if window.shape[1] < 2:
            continue
        with torch.no_grad():
            logs = model(window).logits[0, :-1].log_softmax(-1)
        total -= logs.gather(1, window[0, 1:, None]).sum().item()
        count += window.shape[1] - 1
    return total / count


def weights_by_row(weight):
    scale = weight.abs().amax(1, keepdim=True) / 127
    return (weight / scale).round() * scale


def with_zero_point(x):
    high, low = x.amax(-1, keepdim=True).clamp(min=0), x.amin(-1, keepdim=True).clamp(max=0)
    scale = ((high - low) / 255).clamp(min=1e-30)
    zero = (low / scale).round()
    return ((x / scale - zero).round().clamp(0, 255) + zero) * scale


def symmetric(x):
    scale = (x.abs().amax(-1, keepdim=True) / 127).clamp(min=1e-30)
    return (x / scale).round().clamp(-127, 127) * scale


def largest_inputs(model, ids):
    """The largest magnitude that each input channel of each linear layer takes on a text."""
    largest, hooks = {}, []
    for name, layer in model.named_modules():
        if isinstance(layer, torch.nn.Linear):

            def note(_, inputs, __, name=name):
                seen = inputs[0].abs().reshape(-1, inputs[0].shape[-1]).amax(0)
                largest[name] = torch.maximum(largest.get(name, seen), seen)

            hooks.append(layer.register_forward_hook(note))
    with torch.no_grad():
        for start in range(0, len(ids), 500):
            model(torch.tensor([ids[start : start + 500]]))
    for hook in hooks:
        hook.remove()
    return largest


def migration(activations, weights, alpha):
    """s = max|x|^alpha / max|w|^(1 - alpha) for each channel, with a geometric mean of one."""
    s = activations.clamp(min=1e-5) ** alpha / weights.clamp(min=1e-5) ** (1 - alpha)
    return s / s.log().mean().exp()


def smooth(model, ids, alpha):
    largest, config = largest_inputs(model, ids), model.config
    groups = config.num_attention_heads // config.num_key_value_heads
    by_head = (config.num_key_value_heads, groups, config.hidden_size // config.num_attention_heads)
    with torch.no_grad():
        for index, layer in enumerate(model.model.layers):
            attention, mlp, place = layer.self_attn, layer.mlp, f"model.layers.{index}."
            for norm, name, linears in (
                (layer.input_layernorm, "self_attn.q_proj", (attention.q_proj, attention.k_proj, attention.v_proj)),
                (layer.post_attention_layernorm, "mlp.gate_proj", (mlp.gate_proj, mlp.up_proj)),
            ):
                of_weights = torch.stack([linear.weight.abs().amax(0) for linear in linears]).amax(0)
                s = migration(largest[place + name], of_weights, alpha)
                norm.weight.div_(s)
                for linear in linears:
                    linear.weight.mul_(s)
            s = migration(largest[place + "mlp.down_proj"], mlp.down_proj.weight.abs().amax(0), alpha)
            mlp.up_proj.weight.div_(s[:, None])
            mlp.down_proj.weight.mul_(s)
            # Query heads share a value head: one scale for a channel of all of them.
            activations = largest[place + "self_attn.o_proj"].view(by_head).amax(1).reshape(-1)
            of_weights = attention.o_proj.weight.abs().amax(0).view(by_head).amax(1).reshape(-1)
            s = migration(activations, of_weights, alpha)
            attention.v_proj.weight.div_(s[:, None])
            spread = s.view(by_head[0], 1, by_head[2]).expand(-1, groups, -1).reshape(-1)
            attention.o_proj.weight.mul_(spread)


def quantise(model, activations, head):
    for name, layer in model.named_modules():
        if not isinstance(layer, torch.nn.Linear) or ("lm_head" in name and not head):
            continue
        # The head may be tied to the embedding, which stays as it is.
        layer.weight = torch.nn.Parameter(weights_by_row(layer.weight.data), requires_grad=False)
        layer.register_forward_pre_hook(lambda _, inputs: (activations(inputs[0]),))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", required=True)
    parser.add_argument("--text", required=True, action="append")
    parser.add_argument("--calibration", required=True)
    options = parser.parse_args()
    tokenizer = AutoTokenizer.from_pretrained(options.model)

    def ids_of(file, count):
        with open(file, encoding="utf8") as text:
            return tokenizer(text.read())["input_ids"][:count]

    texts, calibration = [ids_of(file, 1500) for file in options.text], ids_of(options.calibration, 1000)

    def measured(alpha=None, activations=None, head=True):
        model = AutoModelForCausalLM.from_pretrained(options.model, dtype=torch.float32).eval()
        if alpha is not None:
            smooth(model, calibration, alpha)
        if activations is not None:
            quantise(model, activations, head)
        return [log_perplexity(model, ids) for ids in texts]

    base = measured()
    print("float32", [f"{value:.4f}" for value in base])
    for kind, activations in (("scale and zero point", with_zero_point), ("a scale", symmetric)):
        for alpha in (None, 0.3, 0.5, 0.65):
            for head in (True, False):
                change = [f"{100 * (own / of - 1):+.2f}%" for own, of in zip(measured(alpha, activations, head), base)]
                print(f"{kind}, alpha {alpha}, {'all' if head else 'all but the head'}:", *change, flush=True)


main()
