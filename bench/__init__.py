"""The performance suite: `make bench`, or `python -m bench --help`.

It builds databases of generated charts by COPY, measures the product on them, measures the limit
of each section in the same run, and prints one JSON object per line.
"""
