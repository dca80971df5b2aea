"""Vouch's training runs on PyTorch.

The run folder is Vouch's own (config.json, metrics.jsonl, status.json, control.json, checkpoints/): a run that was
started here can be watched, resumed, compared and promoted by `vouch runs`, and the other way round. Data, packing,
rewards and grading are not written again: batches come from Node, through a pipe or in files.
"""
