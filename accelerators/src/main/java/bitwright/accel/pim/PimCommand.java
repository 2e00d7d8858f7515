package bitwright.accel.pim;

/** What is sent to a DRAM channel that computes. */
public enum PimCommand {
    /** Opens the same row of all banks. */
    ACTIVATE_ALL,
    /** Opens a row of one bank. */
    ACTIVATE,
    /** Closes the open rows of all banks. */
    PRECHARGE_ALL,
    /** Every bank multiplies one column access of its open row by values of the buffer and adds the products. */
    MAC_ALL,
    /** Writes one access to the buffer whose values all banks are sent. */
    WRITE_BUFFER,
    /** Writes what the sums of all banks start from. */
    WRITE_BIAS,
    /** Reads the finished sums of all banks. */
    READ_RESULT,
    /** Reads one access of an open row. */
    READ,
    /** Writes one access of an open row. */
    WRITE,
    /** Refreshes all banks, which must be closed. */
    REFRESH,
    /** Changes between the mode of rows and that of buffers and results, where there are modes. */
    CHANGE_MODE;

    static final int COUNT = values().length;
}
