"""Pictures and films of the hall's own (公益宣传, 办事指南) at a call board."""
