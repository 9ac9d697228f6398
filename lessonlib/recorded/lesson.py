"""The arrays and results that the original lesson printed, digit for digit.

The lesson drew its random numbers without a seed, so these printed digits are the only record of
them. A number printed with 8 decimals misses the original by up to 5e-9; a result computed again
from such numbers agrees to better than 1e-6 of its size, or to half a unit of its last printed
digit. All arrays are read-only.

The comment above each entry names the section of the lesson and the number of its cell.
"""

import numpy as np


def _read_only(values):
    array = np.array(values)
    array.setflags(write=False)
    return array


# The arrays are set in rows as the lesson printed them.
# fmt: off

# "An initial problem", In [2]: the fixed weights p and three candidates q
INITIAL_P = _read_only([5, 1, 4, 6, 2, 4])
INITIAL_Q1 = _read_only([5, 1, 4, 6, 2, 4])
INITIAL_Q2 = _read_only([3, 7, 1, 4, 1, 6])
INITIAL_Q3 = _read_only([2, 5, 7, 2, 1, 5])

# In [9]: the sums of p, q1, q2, q3
INITIAL_SUMS = _read_only([22, 22, 22, 22])

# In [12]: -Σ p ln q for q1, q2, q3
INITIAL_SUM_LOGS = _read_only([-31.27439562761785, -22.923775636027425, -23.455449144551153])

# "Cross Entropy Loss", In [8]: one image of the fifth of ten classes
ONE_IMAGE_P = _read_only([0, 0, 0, 0, 1, 0, 0, 0, 0, 0])
ONE_IMAGE_LABEL = 4

# In [7]: the model's first prediction
ONE_IMAGE_Q = _read_only([
    0.05832266, 0.00710061, 0.09202471, 0.17511918, 0.06094468,
    0.19554355, 0.04165075, 0.05929879, 0.2142208, 0.09577427,
])

# In [11]: its loss
ONE_IMAGE_LOSS = 2.79778871

# In [13]: after `q[4] = 20; q /= sum(q)`. These digits are those of the cell run twice (page 02).
ONE_IMAGE_Q_AFTER = _read_only([
    0.00013895606, 1.69174805e-05, 0.000219252545, 0.000417228425, 0.997762663,
    0.000465890284, 9.92345696e-05, 0.000141281738, 0.000510389584, 0.000228186009,
])

# In [14]: the loss after that
ONE_IMAGE_LOSS_AFTER = 0.00223984

# "Multiple images case", In [16] and again In [8]: the truth of four images, one-hot, and as labels
LABELS = _read_only([4, 2, 8, 6])
ONE_HOT = _read_only([
    [0, 0, 0, 0, 1, 0, 0, 0, 0, 0],
    [0, 0, 1, 0, 0, 0, 0, 0, 0, 0],
    [0, 0, 0, 0, 0, 0, 0, 0, 1, 0],
    [0, 0, 0, 0, 0, 0, 1, 0, 0, 0],
])

# In [20]: four pmfs, normalised in a loop
IMAGES_Q_LOOP = _read_only([
    [0.18186801, 0.05261113, 0.14999476, 0.07704911, 0.1938232,
     0.02940752, 0.00988255, 0.09391811, 0.04980343, 0.16164218],
    [0.03718438, 0.14422244, 0.19718861, 0.03476578, 0.10705033,
     0.1433361, 0.03161328, 0.1358876, 0.16380204, 0.00494945],
    [0.15827281, 0.12243628, 0.09479612, 0.12261051, 0.06296463,
     0.08616485, 0.1297719, 0.02392835, 0.06144067, 0.13761388],
    [0.13533321, 0.10988344, 0.00276084, 0.11270723, 0.18003496,
     0.11734929, 0.12199301, 0.00741246, 0.03662287, 0.1759027],
])

# In [29]: four other pmfs, normalised by broadcasting
IMAGES_Q = _read_only([
    [0.01580981, 0.14170686, 0.00465834, 0.13535099, 0.1361967,
     0.12893708, 0.10660179, 0.1026213, 0.10377294, 0.12434419],
    [0.13202032, 0.06455847, 0.13208139, 0.16878477, 0.16132915,
     0.00127524, 0.18918898, 0.04025855, 0.08213276, 0.02837036],
    [0.07193565, 0.16561049, 0.07452134, 0.08693843, 0.014086,
     0.12766727, 0.13311377, 0.05452521, 0.16718668, 0.10441517],
    [0.12610882, 0.04518115, 0.01601851, 0.14483608, 0.18883643,
     0.12819185, 0.06250566, 0.03809882, 0.11044634, 0.13977633],
])

# In [33]: the summed loss of IMAGES_Q
IMAGES_LOSS = 8.579134447144245

# "How do we get the q's", In [3]: raw scores ŷ of the four images, drawn at random
LOGITS = _read_only([
    [0.457614589, 5.59978652, 18.0661801, 13.2723878, 11.7101353,
     1.93854974, 14.0678832, 15.210469, 5.99066838, 18.2897163],
    [1.22847764, 0.814917532, 0.499672157, 0.651800729, 7.53291377,
     19.0712688, 0.012901107, 5.56937232, 2.20279184, 2.35152472],
    [0.243325579, 12.3062427, 0.909630917, 9.45112296, 19.5408592,
     16.5091263, 10.1041873, 1.94139224, 9.84814328, 0.194443891],
    [19.2347521, 4.1903511, 0.231099677, 8.41312546, 7.1110941,
     1.31115778, 1.83897563, 2.09734709, 5.78187038, 1.11305076],
])

# In [7]: the row sums of softmax(ŷ)
SOFTMAX_ROW_SUMS = _read_only([1.0, 1.0, 1.0, 1.0])

# In [20]: the mask of the true classes
TRUE_CLASS_MASK = _read_only([
    [False, False, False, False, True, False, False, False, False, False],
    [False, False, True, False, False, False, False, False, False, False],
    [False, False, False, False, False, False, False, False, True, False],
    [False, False, False, False, False, False, True, False, False, False],
])

# In [22]: the summed loss of LOGITS
LOGITS_LOSS = 52.91274203723633

# "Proof this is equal to PyTorch", In [24]: what torch.nn.CrossEntropyLoss(reduction="sum") printed
PYTORCH_ANSWER = "tensor(52.9127, dtype=torch.float64)"
