"""usage: data_loading.py DIR SIZE BATCH WORKERS EPOCHS

The same as data_loading.cpp with PyTorch's DataLoader and Pillow, written as torchvision's transforms are: open, convert to RGB,
resize (bilinear with antialiasing), random horizontal flip, random crop with padding, to a float tensor, normalise to -1..1.
"""
import pathlib
import random
import sys
import time

import numpy
import torch
from PIL import Image


class Pictures(torch.utils.data.Dataset):
    def __init__(self, folder, side):
        self.files = sorted(p for p in pathlib.Path(folder).rglob("*") if p.suffix.lower() in (".png", ".jpg", ".jpeg"))
        self.side = side

    def __len__(self):
        return len(self.files)

    def __getitem__(self, index):
        picture = Image.open(self.files[index]).convert("RGB")
        if picture.size != (self.side, self.side):
            picture = picture.resize((self.side, self.side), Image.BILINEAR)
        if random.random() < 0.5:
            picture = picture.transpose(Image.FLIP_LEFT_RIGHT)
        padded = Image.new("RGB", (self.side + 8, self.side + 8))
        padded.paste(picture, (4, 4))
        left, top = random.randint(0, 8), random.randint(0, 8)
        picture = padded.crop((left, top, left + self.side, top + self.side))
        tensor = torch.from_numpy(numpy.array(picture)).permute(2, 0, 1).contiguous().float().div(255)
        return tensor.sub_(0.5).div_(0.5)


def main():
    folder, side, batch, workers, epochs = sys.argv[1], *map(int, sys.argv[2:6])
    torch.set_num_threads(1)
    last = time.perf_counter()
    loader = torch.utils.data.DataLoader(Pictures(folder, side), batch_size=batch, shuffle=True, num_workers=workers,
                                         drop_last=True, persistent_workers=workers > 0)
    for _ in range(epochs):
        for images in loader:
            assert images.shape[1] == 3
        now = time.perf_counter()
        print(f"{now - last:.4f}", flush=True)
        last = now


if __name__ == "__main__":
    main()
