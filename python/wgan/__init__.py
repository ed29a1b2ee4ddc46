"""The program wgan, which trains GANs on a folder of pictures. The module wgan_model opens its models in PyTorch."""
import os
import pathlib
import sys

PROGRAM = pathlib.Path(__file__).parent / "bin" / "wgan"
"""The program itself, for subprocess."""


def main() -> None:
    """Becomes the program: the command line, the standard streams, signals and the exit code are its own."""
    os.execv(PROGRAM, ["wgan", *sys.argv[1:]])
