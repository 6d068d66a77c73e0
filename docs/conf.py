"""The site of the docs: Sphinx reads the Markdown pages where they lie, so that every link works there too.

    sphinx-build -c docs -W --keep-going . site
"""

from importlib import metadata

project = "Xiancheng 县城"
author = "The Xiancheng authors"
copyright = "The Xiancheng authors"
release = version = metadata.version("xiancheng")
language = "en"

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx.ext.mathjax"]
# Pages lie in several folders and name files of the whole checkout, so it is all the source.
root_doc = "docs/index"
include_patterns = ["docs/**.md", "README.md", "README.zh.md", "CONTRIBUTING.md", "CHANGELOG.md", "results/README.md"]
templates_path = ["site"]

myst_heading_anchors = 4
myst_enable_extensions = ["colon_fence", "fieldlist"]
# A link to a folder, or to a file that is no page, leads to the checkout and not to the site.
suppress_warnings = ["myst.xref_missing"]

autodoc_typehints = "description"
autodoc_member_order = "bysource"

html_theme = "pydata_sphinx_theme"
html_title = "Xiancheng 县城"
html_additional_pages = {"index": "to_the_docs.html"}
html_show_sphinx = False
html_show_sourcelink = False
html_copy_source = False
html_theme_options = {
    "navbar_end": ["theme-switcher"],
    "show_prev_next": True,
    "secondary_sidebar_items": ["page-toc"],
    "footer_start": ["copyright"],
    "footer_end": [],
}


def _speak(app, pagename, templatename, context, doctree):
    """Chinese pages say so, to screen readers and search engines."""
    if pagename.startswith("docs/zh/") or pagename.endswith(".zh"):
        context["language"] = "zh-Hans"


def setup(app):
    app.connect("html-page-context", _speak)
