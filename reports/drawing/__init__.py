"""The drawings of exercises and activities: a person from joint angles, drawn at design time as SVG.

Used by `manage.py drawings` only. What the papers print are the files under static/print/drawings.
"""
