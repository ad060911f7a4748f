"""The device bridge (设备接入机): a computer without a screen that drives bars, keypads and the like."""
