package bitwright.cli;

import bitwright.config.Library;
import bitwright.config.Words;
import bitwright.workload.bundle.TraceBundle;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A trace bundle's folder: itself, or the library's of that name where there is nothing called so. */
final class BundleFolder implements ITypeConverter<Path> {
    @Override
    public Path convert(String word) {
        Path folder = Path.of(word);
        if (word.contains("/") || Files.exists(folder)) {
            return folder;
        }
        var names = Library.builtIn().names(Library.Kind.WORKLOADS);
        if (!names.contains(word)) {
            throw new TypeConversionException(
                    "must be a folder or a bundle of the library, got '" + word + "'" + Words.didYouMean(word, names));
        }
        Path known = Library.builtIn().path(Library.Kind.WORKLOADS, word);
        if (!Files.exists(known.resolve(TraceBundle.FILE))) {
            throw new TypeConversionException("must be a trace bundle; the library's " + word + " is none");
        }
        return known;
    }
}
