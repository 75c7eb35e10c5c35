"""The components of the look as template tags: `{% load components %}` brings them all.

Every argument is a keyword. A misspelt or missing one fails when the template is compiled, not
when a visitor opens the page. All texts are escaped; bodies between a tag and its end tag are
template text like any other. Each state of each component is shown by the style guide.
"""

from django import template

from content.templatetags import controls, drawings, marks, panels, times

register = template.Library()
for part in (marks, drawings, panels, controls, times):
    register.tags |= part.register.tags
