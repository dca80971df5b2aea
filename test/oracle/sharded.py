"""Weights and optimiser state of a sharded model (FSDP2, gloo, on the processor) as a checkpoint holds them, and back.

    PYTHONPATH=scale torchrun --nproc-per-node=2 test/oracle/sharded.py

accelerate shards on accelerators only, so that `vouch train` cannot be run sharded without one; what can be shown is
that a sharded model is saved as the whole one would be, and goes on from such a checkpoint as the whole one does.
"""

import torch
import torch.distributed as dist
from torch.distributed.fsdp import fully_shard
from transformers import LlamaConfig, LlamaForCausalLM
from vouch_scale.sharded import collect, restore

SHAPE = dict(vocab_size=64, hidden_size=32, intermediate_size=48, num_hidden_layers=2, num_attention_heads=4, num_key_value_heads=2)
IDS = torch.arange(48).reshape(2, 24) % 64


def made(is_sharded: bool) -> tuple[torch.nn.Module, torch.optim.Optimizer]:
    torch.manual_seed(1)
    model = LlamaForCausalLM(LlamaConfig(**SHAPE, tie_word_embeddings=True))
    if is_sharded:
        mesh = dist.device_mesh.init_device_mesh("cpu", (dist.get_world_size(),))
        for layer in model.model.layers:
            fully_shard(layer, mesh=mesh)
        fully_shard(model, mesh=mesh)
    return model, torch.optim.AdamW(model.parameters(), lr=1e-2, weight_decay=0.01)


def train(model: torch.nn.Module, optimizer: torch.optim.Optimizer, steps: int) -> None:
    for _ in range(steps):
        optimizer.zero_grad()
        model(input_ids=IDS, labels=IDS).loss.backward()
        optimizer.step()


def difference(one: dict, other: dict) -> float:
    return max(float((one[name].detach().float() - other[name].detach().float()).abs().max()) for name in one)


def main() -> None:
    dist.init_process_group("gloo")
    whole, sharded = made(False), made(True)
    names = [name for name, _ in whole[0].named_parameters()]
    train(*whole, 3)
    train(*sharded, 3)
    expected, got = collect(*whole, names, False), collect(*sharded, names, True)
    saved = None
    if dist.get_rank() == 0:
        saved = max(difference(expected.weights, got.weights), difference(expected.optimizer, got.optimizer))
    # a fresh sharded model takes the whole one's checkpoint up, and both go on
    fresh = made(True)
    whole_again = collect(*whole, names, False)
    restore(*fresh, whole_again, 3, True)
    train(*whole, 3)
    train(*fresh, 3)
    end, other = collect(*whole, names, False), collect(*fresh, names, True)
    if dist.get_rank() == 0:
        resumed = difference(end.weights, other.weights)
        print(f"sharded: saved within {saved:.2e}, resumed within {resumed:.2e}", flush=True)
        assert saved < 1e-5 and resumed < 1e-4
    dist.barrier()
    dist.destroy_process_group()


main()
