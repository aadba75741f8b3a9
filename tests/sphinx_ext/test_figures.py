"""A figure of a cell becomes a drawing in the page."""

import os
import subprocess
import sys

import pytest

from digital_factory.sphinx_ext.figures import draw_as_svg, inline_figures

NAME = "0123456789abcdef"
DRAWING = """<?xml version="1.0"?>
<!DOCTYPE svg>
<svg xmlns:xlink="x" width="360pt" height="216pt" viewBox="0 0 360 216" version="1.1">
 <metadata>x</metadata>
 <defs><path id="m1" d="M 0 0"/></defs>
 <use xlink:href="#m1" style="stroke: #000000"/>
 <text style="font: 10px 'DejaVu Sans', 'Arial', sans-serif">services</text>
</svg>
"""
CELL = "import matplotlib.pyplot as plt; plt.subplots()[1].set_title('services'); plt.show()"


def test_inline_figures_drawing_takes_the_place_and_the_words_of_its_image(tmp_path):
    (tmp_path / "_images").mkdir()
    (tmp_path / "book").mkdir()
    (tmp_path / "_images" / f"{NAME}.svg").write_text(DRAWING)
    page = inline_figures(f'<p><img alt="A &amp; b." src="../_images/{NAME}.svg" /></p>', tmp_path / "book")
    assert page.startswith(
        '<p><svg class="df-figure" role="img" aria-label="A &amp; b." style="max-width:480px"'
    )
    assert 'id="fig-01234567-m1"' in page
    assert 'href="#fig-01234567-m1" style="stroke: currentColor"' in page
    assert "services</text>" in page
    assert "DejaVu" not in page
    assert inline_figures(page, tmp_path / "book") == page


def test_kernel_after_draw_as_svg_draws_texts_as_texts(tmp_path, monkeypatch):
    monkeypatch.setenv("IPYTHONDIR", "")
    monkeypatch.delenv("MPLBACKEND", raising=False)  # a kernel has its own
    draw_as_svg(tmp_path / "ipython")
    code = (
        "import nbformat, sys; from nbclient import NotebookClient;"
        f"nb = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell({CELL!r})]);"
        "NotebookClient(nb, kernel_name='python3').execute();"
        "print([one['data']['image/svg+xml'] for one in nb.cells[0].outputs if 'data' in one][0])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=True, env=os.environ
    )
    assert ">services</text>" in done.stdout
    assert "#ffffff" not in done.stdout


@pytest.mark.parametrize(
    "image", ['<img alt="x" src="logo.svg" />', '<img alt="x" src="../_images/a.png" />']
)
def test_inline_figures_other_image_stays(tmp_path, image):
    assert inline_figures(image, tmp_path) == image
