package bitwright.accel.gnn;

/** Whose word counts where AMPLE's paper and its published RTL differ; each of the differences also has a key of its own. */
public enum Variant {
    /** arXiv 2502.21196; what it leaves open is chosen in its spirit. */
    PAPER,
    /** pgimenes/ample at 1ec4bda. */
    RTL;

    Arbitration arbiter() {
        return this == RTL ? Arbitration.FIXED_PRIORITY : Arbitration.ROUND_ROBIN;
    }

    PartialResponse partialResponse() {
        return this == RTL ? PartialResponse.HEAD : PartialResponse.PAPER;
    }

    BankMapping mapping() {
        return this == RTL ? BankMapping.BLOCKS : BankMapping.INTERLEAVED;
    }

    WriteBack writeBack() {
        return this == RTL ? WriteBack.SEQUENTIAL : WriteBack.OVERLAPPED;
    }

    EmptyRows emptyRows() {
        return this == RTL ? EmptyRows.SHIFTED : EmptyRows.SKIPPED;
    }

    CoreAllocation allocation() {
        return this == RTL ? CoreAllocation.STATIC : CoreAllocation.DYNAMIC;
    }

    FeatureStorage features() {
        return this == RTL ? FeatureStorage.WORDS : FeatureStorage.PACKED;
    }
}
