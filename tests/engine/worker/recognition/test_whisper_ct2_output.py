from __future__ import annotations

import numpy as np
import pytest

from engine.errors import SilentFault
from engine.worker.recognition.sanity import check_encoder, largest_of
from engine.worker.recognition.whisper_ct2 import on_host


@pytest.mark.parametrize("kind", [np.float32, np.float16])
def test_output_in_any_format_can_be_judged(kind: type) -> None:
    import ctranslate2

    output = np.ones((2, 3, 4), kind)
    output[1] *= 5
    view = ctranslate2.StorageView.from_array(output)
    assert largest_of(on_host(view)) == [1.0, 5.0]
    with pytest.raises(SilentFault):
        check_encoder(largest_of(on_host(ctranslate2.StorageView.from_array(output * 0))))
