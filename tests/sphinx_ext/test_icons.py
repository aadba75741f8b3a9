"""Icons of the theme become drawings."""

import pytest

from digital_factory.sphinx_ext.icons import inline_icons


@pytest.mark.parametrize("tag", ["i", "span"])
def test_inline_icons_element_of_the_theme_becomes_a_drawing_with_its_classes(tag):
    html = f'<button><{tag} class="theme-switch fa-solid fa-sun fa-lg" data-mode="light"></{tag}></button>'
    drawn = inline_icons(html)
    assert drawn.startswith(
        '<button><svg class="df-icon theme-switch fa-solid fa-sun fa-lg" data-mode="light"'
    )
    assert drawn.endswith("</svg></button>")
    assert drawn.count("<path") == 1
    assert 'aria-hidden="true"' in drawn
    assert "Font Awesome" not in drawn


def test_inline_icons_page_seen_before_stays_as_it_is():
    once = inline_icons('<i class="fas fa-rocket"></i>')
    assert inline_icons(once) == once


def test_inline_icons_unknown_icon_says_where_to_get_it():
    with pytest.raises(FileNotFoundError, match=r"'dragon'.*sphinx_ext/icons has no dragon\.svg.*svgs/solid"):
        inline_icons('<i class="fas fa-dragon"></i>')
