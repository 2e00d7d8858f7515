package bitwright.conformance.reproduce;

import bitwright.accel.Setup;
import bitwright.accel.number.OperandFormat;
import bitwright.accel.number.SumFormat;
import bitwright.accel.systolic.Dataflow;
import bitwright.accel.systolic.MacPe;
import bitwright.accel.systolic.Mesh;
import bitwright.accel.systolic.SystolicArray;
import bitwright.arith.dot.LMulError;
import bitwright.sim.energy.Action;
import bitwright.sim.energy.EnergyTable;
import bitwright.sim.memory.IdealMemory;
import bitwright.sim.result.Fidelity;
import bitwright.sim.result.LayerResult;
import bitwright.sim.result.ValueCheck;
import bitwright.workload.Encoding;
import bitwright.workload.Geometry;
import bitwright.workload.Layer;
import bitwright.workload.LayerTrace;
import bitwright.workload.Op;
import bitwright.workload.Operand;
import bitwright.workload.Tensor;
import bitwright.workload.TensorSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * L-Mul (arXiv 2410.00907): what an integer addition in the place of a multiplication saves, from the actions that two PEs
 * count on one matrix product, priced by the paper's operations; its errors; areas of multipliers.
 */
final class LMulMeasurement implements Measurement {
    private static final EnergyTable PAPER = ChipEnergy.table("lmul-paper");
    private static final EnergyTable AREAS = ChipEnergy.table("cmos-45nm");

    @Override
    public Map<String, Double> measure(int threads) {
        var figures = new HashMap<String, Double>();
        for (String format : List.of("bfloat16", "float32")) {
            Energies exact = energies(format, MacPe.Product.EXACT);
            Energies addition = energies(format, MacPe.Product.L_MUL);
            figures.put("element-" + format, 100 * (1 - addition.products / exact.products));
            figures.put("dot-" + format, 100 * (1 - addition.all() / exact.all()));
        }
        for (int bits : new int[] {3, 4, 7, 10}) {
            LMulError error = LMulError.of(bits);
            figures.put("error-adder-" + bits, 100 * error.adder().meanMagnitude());
            figures.put("error-equation-" + bits, 100 * error.equation().meanMagnitude());
        }
        for (String format : List.of("float8_e4m3fn", "bfloat16", "float32")) {
            figures.put("area-" + format, area(format, MacPe.Product.L_MUL) / area(format, MacPe.Product.EXACT));
        }
        return figures;
    }

    private static SystolicArray array(String format, MacPe.Product product) {
        var operand = OperandFormat.of(format);
        var pe = new MacPe(operand, operand, SumFormat.of(format), product);
        return new SystolicArray(new Mesh(4, 4), Dataflow.OUTPUT_STATIONARY, pe, 1000);
    }

    /** Energy of a matrix product's multiplications and additions in pJ. */
    private record Energies(double products, double additions) {
        double all() {
            return products + additions;
        }
    }

    /** A product of matrices of 8 by 8, every PE's actions but those of registers. */
    private static Energies energies(String format, MacPe.Product product) {
        var values = new int[64];
        for (int i = 0; i < values.length; i++) {
            values[i] = i % 15 - 7;
        }
        var operand =
                new Operand(new Encoding("int8", 0, 8, true), TensorSource.of(new Tensor(new int[] {8, 8}, values)));
        var layer = new Layer("matrix", Op.FULLY_CONNECTED, List.of("input"), Geometry.UNIT, operand, operand);
        var setup = new Setup(new IdealMemory("dram.ddr4"), AREAS, Fidelity.STEP, ValueCheck.Method.PROVEN, 1, 1);
        LayerResult result = array(format, product)
                .run(new LayerTrace("matrix", "made here", "", List.of(layer)), setup)
                .get(0);
        double products = 0;
        double additions = 0;
        for (var count : result.componentActions().get("pe").entrySet()) {
            Action action = Action.of(count.getKey());
            double pj = action.kind().equals("register.write")
                    ? 0
                    : count.getValue() * PAPER.price(action).picojoules();
            boolean adds = action.kind().equals("add.float");
            additions += adds ? pj : 0;
            products += adds ? 0 : pj;
        }
        return new Energies(products, additions);
    }

    /** Area of what makes the products, in µm²; of a float multiplier, which has none in the table, of its parts. */
    private static double area(String format, MacPe.Product product) {
        var operand = OperandFormat.of(format);
        if (product == MacPe.Product.L_MUL) {
            return area("add.int", operand.bits());
        }
        return area("mul.int", operand.significandBits()) + area("add.int", operand.exponentBits());
    }

    private static double area(String kind, int bits) {
        return AREAS.areaUm2(new Action(kind, bits)).orElse(Double.NaN);
    }
}
