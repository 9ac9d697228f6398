"""The pages without a kernel: a website that answers all the same, and slides.

`edition` writes the website, and `slides` the slides; both take their HTML from `rendering`, which
is nbconvert with a template of ours (`site`). `parts` finds what answers on a page, and `frames`
draws what its sliders show; `search` collects what can be searched, and `front` makes the index.
"""
