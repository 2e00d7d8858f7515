/** The broadcast grid: rows of filters by columns of windows around any {@link bitwright.accel.pe.LanePe}. */
package bitwright.accel.serial;
