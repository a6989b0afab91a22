"""Takes a new contract over into ours: the round that whoever keeps the project makes.

`selection` picks the operations, `merging` brings our text to the state of theirs through `operations`,
`parameters`, `schemas`, `forms` and `security`, keeping our words where a thing is still the same. `gaps`
lists what a person has to write. `trial` generates and checks in a copy of the work tree, `candidate` keeps
what is not ready, and `adoption` puts what is into the tree.
"""

from generator.update.candidate import Candidate
from generator.update.merging import Merged, merge

__all__ = ["Candidate", "Merged", "merge"]
