"""TensorBoard reads from a run what metrics.csv, samples/ and settings.flags say.

usage: tensorboard_reads.py WGAN FOLDER      exits 77 (skipped) where the package tensorboard is missing

A short run on demo pictures is stopped and resumed from an older state, so that some of its rows are of a second try. Then each
step of each tag must be there once, with the number that metrics.csv has (as float32), the sheets must be those of samples/, the
histograms must count all weights, and the table of hyper-parameters must have the settings. FOLDER is scratch space.
"""
import csv

from common import SCRATCH, skip, wgan

try:
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
    from tensorboard.plugins.hparams import metadata
except ImportError as error:
    skip(error)

RUN = SCRATCH / "run"


def read():
    everything = dict.fromkeys(("scalars", "images", "histograms", "tensors"), 0)
    return EventAccumulator(str(RUN), size_guidance=everything).Reload()


FLAGS = ["--size", 16, "--features", 4, "--batch", 4, "--threads", 1, "--log-every", 5, "--sample-every", 10, "--save-every", 10]
wgan("train", "--data", "demo", "--loss", "gp", *FLAGS, "--steps", 30, "--keep", "last:9", "--out", RUN)
wgan("train", "--resume", RUN / "checkpoints" / "step-000010.pt", "--steps", 25, "--sample-every", 5, "--allow-change")
events = read()
rows = list(csv.DictReader((RUN / "metrics.csv").open()))
assert [int(row["step"]) for row in rows] == [5, 10, 15, 20, 25], rows
tags = events.Tags()
for tag in tags["scalars"]:
    found = {event.step: event.value for event in events.Scalars(tag)}
    assert len(found) == len(events.Scalars(tag)), f"{tag}: a step stands twice"
    expected = {int(row["step"]): float(row[tag.split("/")[1]]) for row in rows if row[tag.split("/")[1]]}
    assert found.keys() == expected.keys(), (tag, found, expected)
    assert all(abs(found[step] - expected[step]) <= 1e-4 * abs(expected[step]) + 1e-3 for step in found), (tag, found, expected)
columns = {tag.split("/")[1] for tag in tags["scalars"]}
assert columns == {name for name in rows[0] if name != "step" and any(row[name] for row in rows)}, columns

sheets = {event.step: event.encoded_image_string for event in events.Images("samples")}
assert list(sheets) == [0, 10, 15, 20, 25], list(sheets)
for step, png in sheets.items():
    assert png == (RUN / "samples" / f"step-{step:06}.png").read_bytes(), step
assert events.Images("real")[0].encoded_image_string == (RUN / "samples" / "real.png").read_bytes()

weights = [tag for tag in tags["histograms"] if tag.startswith("weights/")]
assert any("/generator/" in tag for tag in weights) and any("/critic/" in tag for tag in weights), weights
for tag in tags["histograms"]:
    for event in events.Histograms(tag):
        value = event.histogram_value
        assert abs(sum(value.bucket) - value.num) < 1e-6, (tag, value)
        assert value.bucket_limit[-1] == value.max and list(value.bucket_limit) == sorted(value.bucket_limit), (tag, value)
assert {"gradient_norm/critic", "gradient_norm/generator"} <= set(tags["histograms"]), tags
assert events.Histograms("gradient_norm/critic")[-1].histogram_value.num == 25, "five steps of five updates"

session = events.SummaryMetadata(metadata.SESSION_START_INFO_TAG).plugin_data.content
settings = metadata.parse_session_start_info_plugin_data(session).hparams
assert settings["loss"].string_value == "gp" and settings["batch"].number_value == 4, settings
assert not settings["flip"].bool_value and settings["flip"].HasField("bool_value"), settings
assert b"| loss | gp |" in events.Tensors("settings")[0].tensor_proto.string_val[0]
print("ok")
